from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("routing/cvrp")
score = load_module(TASKS[0], "score")
CROSS = {"xy": np.array([[5, 5], [5, 9], [5, 2], [9, 5]]), "demand": np.array([0, 3, 3, 4]), "Q": 7}


def test_lengths_by_hand() -> None:
    assert score.score(CROSS, {"reference": 1}, {"route": [1, 0, 2, 0, 3]}).value == 8 + 6 + 8
    assert score.score(CROSS, {"reference": 22}, {"route": [0, 0, 1, 0, 2, 0, 0, 3, 0]}).value == 1.0
    assert score.score(CROSS, {"reference": 1}, {"route": [1, 2, 0, 3]}).value == 4 + 7 + 3 + 8
    assert score.score(CROSS, {"reference": 1}, {"route": [1, 3, 0, 2]}).value == 4 + 6 + 4 + 6  # from (5, 9) to (9, 5): 5.66


def test_rules() -> None:
    assert "carries 10, capacity 7" in score.score(CROSS, {"reference": 1}, {"route": [1, 2, 3]}).reason
    assert "customer 3 is not visited" in score.score(CROSS, {"reference": 1}, {"route": [1, 2]}).reason
    assert "customer 1 is visited twice" in score.score(CROSS, {"reference": 1}, {"route": [1, 0, 1]}).reason
    for bad in ([4], [-1], [1.0], 3, [0] * 13):
        with pytest.raises(Reject, match="route"):
            score.score(CROSS, {"reference": 1}, {"route": bad})


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.params["pool"])
def test_objective_agrees_with_score(task) -> None:
    public, secret = score.instance({**task.params, **task.args}, 5)
    space, rng = load_module(task, "objective").Objective(public), random.Random(3)
    assert secret == {}
    assert public["demand"].max() <= 10
    for _ in range(5):
        z = rng.sample(range(space.size), space.size)
        assert score.score(public, {"reference": 1}, space.answer(np.array(z))).value == space.value(z)
