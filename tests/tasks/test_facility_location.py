from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("assignment/facility_location")
score = load_module(TASKS[0], "score")
TWO = {
    "open_cost": np.array([5, 1]),
    "cap": np.array([9, 4]),
    "demand": np.array([3, 2]),
    "cost": np.array([[1, 1], [2, 2]]),
    "most": 2,
}


def slow_cost(public: dict, at: list[int]) -> int | None:
    """Twin: facility by facility; None where a rule is broken."""
    total, count = 0, 0
    for k in range(len(public["cap"])):
        mine = [j for j, other in enumerate(at) if other == k]
        if sum(int(public["demand"][j]) for j in mine) > public["cap"][k]:
            return None
        if mine:
            count += 1
            total += int(public["open_cost"][k]) + sum(int(public["cost"][k][j]) for j in mine)
    return total if count <= public["most"] else None


def test_costs_by_hand() -> None:
    assert score.score(TWO, {"reference": 7}, {"at": [0, 0]}).value == 1.0
    assert score.score(TWO, {"reference": 1}, {"at": [1, 0]}).value == 9
    assert score.score(TWO, {"reference": 1}, {"at": [1, 1]}).reason == "at: facility 1 serves a demand of 5, capacity 4"
    assert score.score({**TWO, "most": 1}, {"reference": 1}, {"at": [1, 0]}).reason == "at: 2 facilities are open, at most 1 allowed"


def test_load_that_just_fits() -> None:
    assert score.score({**TWO, "cap": np.array([0, 5])}, {"reference": 1}, {"at": [1, 1]}).value == 5


@pytest.mark.parametrize("at", [[0], [0, 2], [0, -1], [0.0, 1.0], [False, True], 3, None])
def test_bad_assignments_are_refused(at: object) -> None:
    with pytest.raises(Reject, match="at"):
        score.score(TWO, {"reference": 1}, {"at": at})


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.params["pool"])
def test_scorer_and_objective_agree_with_a_slow_twin(task) -> None:
    public, secret = score.instance({**task.params, **task.args}, 5)
    space, rng = load_module(task, "objective").Objective(public), random.Random(3)
    assert secret == {}
    assert public["cost"].shape == (task.args["f"], task.args["c"])
    for _ in range(10):
        z = [rng.randint(space.low, space.high) for _ in range(space.size)]
        answer = space.answer(np.array(z))
        assert score.score(public, {"reference": 1}, answer).value == space.value(z) == slow_cost(public, answer["at"])
        at = [rng.choice(z) for _ in answer["at"]]
        verdict = score.score(public, {"reference": 1}, {"at": at})
        assert (verdict.value if verdict.valid else None) == slow_cost(public, at)


def test_capacities_bind_where_stated() -> None:
    for task in TASKS:
        public, _ = score.instance({**task.params, **task.args}, 5)
        assert (public["cap"].min() < public["demand"].sum()) == task.args["capacitated"]
        assert public["cap"].sum() >= 3 * public["demand"].sum()
