from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("scheduling/job_shop")[0], "score")
objective = load_module(read_family("scheduling/job_shop")[0], "objective")
SHOP = {"machine": np.array([[0, 1], [0, 1]]), "time": np.array([[3, 2], [1, 4]])}


@pytest.mark.parametrize(("ops", "makespan"), [([1, 0, 0, 1], 10), ([1, 0, 1, 0], 7), ([0, 0, 1, 1], 9), ([1, 1, 0, 0], 7)])
def test_makespan_by_hand(ops: list[int], makespan: int) -> None:
    assert score.score(SHOP, {"reference": 7}, {"ops": ops}).value == makespan / 7


def test_every_job_has_m_entries() -> None:
    assert not score.score(SHOP, {"reference": 7}, {"ops": [0, 0, 0, 1]}).valid


@pytest.mark.parametrize("ops", [[0, 1, 0], [0, 1, 0, 2], [-1, 1, 0, 0], [True, False, True, False]])
def test_bad_lists_are_refused(ops: list) -> None:
    with pytest.raises(Reject, match="ops"):
        score.score(SHOP, {"reference": 7}, {"ops": ops})


def test_every_job_visits_each_machine_once() -> None:
    public, _ = score.instance({"n": 7, "m": 5}, 3)
    assert (np.sort(public["machine"], axis=1) == np.arange(5)).all()
    assert public["time"].min() >= 1
    assert public["time"].max() <= 99


def test_objective_agrees_with_the_score() -> None:
    rng = random.Random(2)
    for seed in range(20):
        public, _ = score.instance({"n": 5, "m": 4}, seed)
        space = objective.Objective(public)
        z = rng.sample(range(20), 20)
        assert score.score(public, {"reference": 1}, space.answer(z)).value == space.value(z)
