from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("assignment/max_sat")
score = load_module(TASKS[0], "score")
THREE = {"n": 3, "clauses": np.array([[1, -2], [2, 3], [-1, -3]]), "w": np.array([1, 10, 100])}


def unsatisfied(public: dict, x: list[int]) -> int:
    """Slow twin: clause by clause."""
    total = 0
    for row, weight in zip(public["clauses"].tolist(), public["w"].tolist(), strict=True):
        if not any(x[v - 1] == 1 if v > 0 else x[-v - 1] == 0 for v in row):
            total += weight
    return total


def test_weights_by_hand() -> None:
    assert score.score(THREE, {"reference": 1}, {"x": [1, 1, 1]}).value == 101
    assert score.score(THREE, {"reference": 2}, {"x": [1, 1, 0]}).value == 0.5
    assert score.score(THREE, {"reference": 1}, {"x": [0, 0, 0]}).value == 11
    assert score.score(THREE, {"reference": 1}, {"x": [0, 1, 0], "w": [0, 0, 0]}).value == 2


@pytest.mark.parametrize("x", [[0, 1], [0, 1, 2], [0, 1, -1], [0.0, 1.0, 1.0], [True, False, True]])
def test_bad_assignments_are_refused(x: list) -> None:
    with pytest.raises(Reject, match="x"):
        score.score(THREE, {"reference": 1}, {"x": x})


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.params["pool"])
def test_scorer_and_objective_agree_with_a_slow_twin(task) -> None:
    public, _ = score.instance({**task.params, **task.args}, 5)
    objective, rng = load_module(task, "objective").Objective(public), random.Random(1)
    for _ in range(20):
        x = [rng.randrange(2) for _ in range(public["n"])]
        left = unsatisfied(public, x)
        assert objective.value(x) == left
        assert score.score(public, {"reference": 1}, objective.answer(x)).value == 1 + left


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.params["pool"])
def test_clauses_have_the_stated_form(task) -> None:
    public, secret = score.instance({**task.params, **task.args}, 5)
    variables = np.sort(np.abs(public["clauses"]), axis=1)
    assert secret == {}
    assert variables.min() >= 1
    assert variables.max() <= public["n"]
    assert (variables[:, 1:] > variables[:, :-1]).all()
    assert public["w"].max() == task.args["weight"]
    if "m" in task.args:
        assert public["clauses"].shape == (task.args["m"], task.args["k"])


def test_a_cut_edge_leaves_nothing() -> None:
    task = next(task for task in TASKS if task.params["pool"] == "cut100")
    public, _ = score.instance({**task.params, **task.args}, 5)
    edges = public["clauses"][: len(public["clauses"]) // 2]
    x = [v % 2 for v in range(100)]
    inside = sum(x[i - 1] == x[j - 1] for i, j in edges.tolist())
    assert score.score(public, {"reference": 1}, {"x": x}).value == 1 + inside
