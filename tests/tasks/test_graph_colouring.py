from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("graphs/colouring")
score = load_module(TASKS[0], "score")
PATH = {"n": 3, "edges": np.array([[0, 1], [1, 2]])}


def test_values_by_hand() -> None:
    assert score.score(PATH, {"reference": 1}, {"c": [0, 1, 0]}).value == pytest.approx(3 - 5 / 9, rel=1e-15)
    assert score.score(PATH, {"reference": 1}, {"c": [2, 0, 2]}).value == pytest.approx(3 - 5 / 9, rel=1e-15)  # gaps are free
    assert score.score(PATH, {"reference": 2}, {"c": [0, 1, 2]}).value == pytest.approx((4 - 3 / 9) / 2, rel=1e-15)


def test_rules() -> None:
    assert "edge" in score.score(PATH, {"reference": 1}, {"c": [0, 0, 1]}).reason
    for bad in ([0, 1], [0, 1, 3], [0, 1, -1], [0.0, 1.0, 0.0], [True, False, True]):
        with pytest.raises(Reject, match="c"):
            score.score(PATH, {"reference": 1}, {"c": bad})


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.params["pool"])
def test_scorer_and_objective_agree_with_a_slow_twin(task) -> None:
    public, secret = score.instance({**task.params, **task.args}, 5)
    space, rng, n = load_module(task, "objective").Objective(public), random.Random(3), public["n"]
    assert secret == {}
    for _ in range(5):
        z = rng.sample(range(space.size), space.size)
        answer = space.answer(np.array(z))
        c = answer["c"]
        assert all(c[u] != c[v] for u, v in public["edges"].tolist())
        exact = len(set(c)) + 1 - Fraction(sum(c.count(k) ** 2 for k in set(c)), n * n)
        assert space.value(z) == pytest.approx(float(exact), rel=1e-14)
        assert score.score(public, {"reference": 1}, answer).value == pytest.approx(float(exact), rel=1e-15)


def test_queens() -> None:
    task = next(task for task in TASKS if task.params["pool"] == "queens8")
    public, _ = score.instance({**task.params, **task.args}, 1)
    assert (public["n"], len(public["edges"])) == (64, 728)
