from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from eft.evaluation.blocks.rational import up
from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("graphs/order_degree")
score = load_module(TASKS[0], "score")


def slow_mean(edges: list[list[int]], n: int) -> Fraction | None:
    """Twin: Floyd and Warshall; None if not connected."""
    far = np.full((n, n), n * n)
    np.fill_diagonal(far, 0)
    for u, v in edges:
        far[u, v] = far[v, u] = 1
    for k in range(n):
        far = np.minimum(far, far[:, k, None] + far[None, k, :])
    return None if far.max() >= n * n else Fraction(int(far.sum()), n * (n - 1))


def test_means_by_hand() -> None:
    ring = [[u, (u + 1) % 5] for u in range(5)]
    assert score.score({"n": 5, "d": 2}, {}, {"edges": ring}).value == 1.5
    assert score.score({"n": 4, "d": 2}, {}, {"edges": [[0, 1], [1, 2], [2, 3]]}).value == up(Fraction(5, 3))  # 3·1 + 2·2 + 3 over 6 pairs
    petersen = [[u, (u + 1) % 5] for u in range(5)] + [[u, u + 5] for u in range(5)] + [[5 + u, 5 + (u + 2) % 5] for u in range(5)]
    assert score.score({"n": 10, "d": 3}, {}, {"edges": petersen}).value == up(Fraction(5, 3))  # 3 at distance 1, 6 at distance 2


def test_rules() -> None:
    square = {"n": 4, "d": 2}
    for edges, reason in [
        ([[0, 0]], "edges: loop at vertex 0"),
        ([[0, 1], [1, 0]], "edges: {1, 0} appears twice"),
        ([[0, 1], [0, 2], [0, 3]], "edges: vertex 0 has degree 3, at most 2 allowed"),
        ([[0, 1], [2, 3]], "edges: the graph is not connected"),
        ([], "edges: the graph is not connected"),
    ]:
        assert score.score(square, {}, {"edges": edges}).reason == reason
    for bad in ([[0, 4]], [[-1, 0]], [[0.0, 1.0]], [[0, 1]] * 5, 3):
        with pytest.raises(Reject, match="edges"):
            score.score(square, {}, {"edges": bad})


def test_scorer_agrees_with_a_slow_twin() -> None:
    rng = random.Random(1)
    for _ in range(100):
        n = rng.randint(3, 12)
        pairs = [[u, v] for u in range(n) for v in range(u)]
        edges = rng.sample(pairs, rng.randint(n - 1, min(len(pairs), 2 * n)))
        verdict, mean = score.score({"n": n, "d": n}, {}, {"edges": edges}), slow_mean(edges, n)
        assert verdict.value == (None if mean is None else up(mean))


@pytest.mark.parametrize("task", TASKS, ids=lambda task: f"{task.params['n']}-{task.params['d']}")
def test_objective_agrees_with_score(task) -> None:
    public, _ = score.instance(task.params, None)
    space, rng = load_module(task, "objective").Objective(public), random.Random(3)
    for _ in range(5):
        z = rng.sample(range(space.size), space.size)
        assert score.score(public, {}, space.answer(np.array(z))).value == pytest.approx(space.value(z), rel=1e-15)
