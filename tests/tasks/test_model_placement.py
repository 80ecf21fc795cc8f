from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("systems/model_placement")
score = load_module(TASKS[0], "score")
SMALL = {"need": np.array([40, 40, 8]), "demand": np.array([1000, 2000, 30]), "M": 80, "G": 2}


def test_values_by_hand() -> None:
    assert score.score(SMALL, {"reference": 25.0}, {"at": [0, 1, 0]}).value == 2.0  # 1030 / 32 and 2000 / 40 = 50
    assert score.score(SMALL, {"reference": 1.0}, {"at": [0, 1, 1]}).value == 63.4375  # 2030 / 32
    assert not score.score(SMALL, {"reference": 1.0}, {"at": [0, 0, 1]}).valid  # 80 of 80


def test_random_answers_against_a_slow_twin() -> None:
    rng, valid = random.Random(1), 0
    public, _ = score.instance({"n": 24, "G": 6, "fill": 0.6}, 3)
    for _ in range(200):
        at = [rng.randrange(6) for _ in range(24)]
        groups = [[i for i in range(24) if at[i] == g] for g in range(6)]
        free = [80 - sum(int(public["need"][i]) for i in group) for group in groups]
        found = score.score(public, {"reference": 1.0}, {"at": at})
        assert found.valid == (min(free) > 0)
        if found.valid:
            valid += 1
            exact = max(Fraction(sum(int(public["demand"][i]) for i in group), f) for group, f in zip(groups, free, strict=True))
            assert exact <= Fraction(found.value) <= exact * (1 + Fraction(1, 2**52))
    assert valid >= 20


@pytest.mark.parametrize("at", [[0, 1], [0, 1, 2], [0, -1, 1], [0.0, 1.0, 0.0], [True, False, True]])
def test_bad_placements_are_refused(at: list) -> None:
    with pytest.raises(Reject, match="at"):
        score.score(SMALL, {"reference": 1.0}, {"at": at})


def test_instances_fill_the_stated_share() -> None:
    for task in TASKS:
        public, _ = score.instance({**task.params, **task.args}, 5)
        share = int(public["need"].sum()) / (80 * task.args["G"])
        assert task.args["fill"] - 0.05 < share <= task.args["fill"]
        assert set(public["need"].tolist()) <= {2, 8, 14, 26, 40, 64}
