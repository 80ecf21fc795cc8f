from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("numerics/elimination_order")
score = load_module(TASKS[0], "score")


def played_out(order: list[int], edges: list[list[int]]) -> int:
    """Fill by eliminating one vertex after the other."""
    near: dict[int, set[int]] = {v: set() for v in order}
    for u, v in edges:
        near[u].add(v)
        near[v].add(u)
    added = 0
    for u in order:
        for v, w in itertools.combinations(sorted(near[u]), 2):
            if w not in near[v]:
                near[v].add(w)
                near[w].add(v)
                added += 1
        for v in near.pop(u):
            near[v].discard(u)
    return added


def test_path_and_star_by_hand() -> None:
    path, star = np.array([[0, 1], [1, 2]]), np.array([[0, 1], [0, 2], [0, 3]])
    assert score.fill(np.array([0, 1, 2]), path) == 0
    assert score.fill(np.array([1, 0, 2]), path) == 1
    assert score.fill(np.array([0, 1, 2, 3]), star) == 3
    assert score.fill(np.array([1, 2, 3, 0]), star) == 0


def test_random_orders_against_a_slow_twin() -> None:
    rng = random.Random(1)
    for _ in range(60):
        n = rng.randint(2, 14)
        edges = [list(pair) for pair in itertools.combinations(range(n), 2) if rng.random() < 0.3] or [[0, 1]]
        order = rng.sample(range(n), n)
        assert score.fill(np.array(order), np.array(edges)) == played_out(order, edges)


def test_grid_in_row_order() -> None:
    """Row by row, a 20 x 20 grid fills its band: 19^3."""
    n, edges = score._box([20, 20])
    assert score.fill(np.arange(n), edges) == 6859


def test_sizes_of_the_kinds() -> None:
    sizes = {}
    for task in TASKS:
        public, _ = score.instance({**task.params, **task.args}, 1)
        sizes[task.params["pool"]] = (public["n"], len(public["edges"]))
        assert (public["edges"][:, 0] < public["edges"][:, 1]).all()
    assert sizes["grid20"] == (400, 760)
    assert sizes["cube8"] == (512, 3 * 7 * 64)
    assert sizes["mesh600"] == (600, 19 * 30 + 20 * 29 + 19 * 29)
    assert 900 < sizes["power500"][1] < 1000


def test_no_permutation_is_refused() -> None:
    with pytest.raises(Reject, match="order"):
        score.score({"n": 3, "edges": np.array([[0, 1]])}, {"reference": 1}, {"order": [0, 1, 1]})
