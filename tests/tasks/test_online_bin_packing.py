"""systems/online_bin_packing: scores by hand, streams, objective against the simulator, refusals."""

from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation import tasks
from eft.evaluation.blocks import infix
from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.scorers.policies import BINS, bins

FAMILY = tasks.read_family("systems/online_bin_packing")
SCORE = tasks.load_module(FAMILY[0], "score")
OBJECTIVE = tasks.load_module(FAMILY[0], "objective").Objective


def test_scores_by_hand() -> None:
    public, secret = {"C": 10}, {"items": np.array([5, 7, 5, 3, 6], dtype=np.int64)}  # sum 26: three bins at least
    assert SCORE.score(public, secret, {"expr": "0"}).value == 0.0  # [5, 5], [7, 3], [6]
    assert SCORE.score(public, secret, {"expr": "rest"}).value == 0.0
    later = {"items": np.array([4, 6, 5, 5], dtype=np.int64)}
    assert SCORE.score(public, later, {"expr": "0"}).value == 0.0
    assert SCORE.score(public, {"items": np.array([4, 5, 6, 5], dtype=np.int64)}, {"expr": "0"}).value == 0.5  # [4, 5], [6], [5]


def test_streams() -> None:
    for task in FAMILY:
        public, secret = SCORE.instance(dict(task.args), 3)
        assert public["train"].shape == (2, task.args["n"])
        assert len(secret["items"]) == task.args["n"]
        assert public["train"].min() >= 1
        assert public["train"].max() <= public["C"]
        assert not np.array_equal(public["train"][0], secret["items"])


def test_objective_packs_as_the_simulator() -> None:
    rng = random.Random(1)
    for task in FAMILY:
        public, _ = SCORE.instance(dict(task.args), 5)
        objective = OBJECTIVE(public)
        for _ in range(4):
            z = [rng.uniform(-1, 1) for _ in range(objective.size)]
            policy = infix.policy(objective.answer(z)["expr"], BINS)
            opened = sum(bins(policy, np.ascontiguousarray(row[:300]), public["C"]) for row in public["train"])
            assert objective.value(z) == pytest.approx(opened / objective.least - 1.0, abs=2.5 / objective.least)  # ties may differ


@pytest.mark.parametrize("expr", ["remaining", "item if rest else 0", "max(item)", "1e999", ["item"]])
def test_refusals(expr: object) -> None:
    public, secret = SCORE.instance({"model": "uniform", "n": 50, "C": 150}, 1)
    with pytest.raises(Reject, match="expr: "):
        SCORE.score(public, secret, {"expr": expr})
