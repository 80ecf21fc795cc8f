from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.scorers.routing import tsp
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("routing/orienteering")
score = load_module(TASKS[0], "score")
CROSS = {"xy": np.array([[0, 0], [0, 5], [0, 20], [3, 4]]), "prize": np.array([0, 3, 9, 4]), "limit": 13}


def slow_length(xy: np.ndarray, tour: list[int]) -> int:
    """Twin: the compiled tour scorer on the visited places, with distances found by trying every integer."""
    size = len(tour)
    d = np.zeros((size, size), dtype=np.int64)
    for a in range(size):
        for b in range(size):
            square = sum((int(p) - int(q)) ** 2 for p, q in zip(xy[tour[a]], xy[tour[b]], strict=True))
            d[a, b] = next(r for r in range(1500) if (2 * r + 1) ** 2 > 4 * square)
    return int(tsp(np.arange(size), d).exact)


def test_prizes_by_hand() -> None:
    assert score.score(CROSS, {"reference": 1}, {"tour": [0]}).value == 0
    assert score.score(CROSS, {"reference": 7}, {"tour": [0, 1, 3]}).value == 1.0  # 5 + 3 + 5 = 13, just within the limit
    assert (
        score.score({**CROSS, "limit": 12}, {"reference": 7}, {"tour": [0, 3, 1]}).reason == "tour: length 13 with the way back, limit 12"
    )
    assert score.score(CROSS, {"reference": 1}, {"tour": [0, 2]}).reason == "tour: length 40 with the way back, limit 13"


def test_rules() -> None:
    assert score.score(CROSS, {"reference": 1}, {"tour": [1, 0]}).reason == "tour: starts at 1, expected 0"
    assert score.score(CROSS, {"reference": 1}, {"tour": []}).reason == "tour: starts at no place, expected 0"
    assert score.score(CROSS, {"reference": 1}, {"tour": [0, 1, 0]}).reason == "tour: place 0 is visited twice"
    for bad in ([4], [0, -1], [0.0], 3, [0] * 5):
        with pytest.raises(Reject, match="tour"):
            score.score(CROSS, {"reference": 1}, {"tour": bad})


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.params["pool"])
def test_scorer_and_objective_agree_with_a_slow_twin(task) -> None:
    public, secret = score.instance({**task.params, **task.args}, 5)
    space, rng = load_module(task, "objective").Objective(public), random.Random(3)
    assert secret == {}
    assert public["prize"][0] == 0
    for _ in range(10):
        z = rng.sample(range(space.size), space.size)
        answer = space.answer(np.array(z))
        verdict = score.score(public, {"reference": 1}, answer)
        assert verdict.value == -space.value(z) == sum(int(public["prize"][v]) for v in answer["tour"])
        assert verdict.certificate["length"] == slow_length(public["xy"], answer["tour"]) <= public["limit"]
