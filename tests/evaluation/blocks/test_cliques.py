from __future__ import annotations

import itertools
import random
from math import comb

from eft.evaluation.blocks.cliques import clique_count


def graph(n: int, p: float, rng: random.Random) -> list[int]:
    near = [0] * n
    for u in range(n):
        for v in range(u):
            if rng.random() < p:
                near[u] |= 1 << v
                near[v] |= 1 << u
    return near


def test_small_graphs_against_all_subsets() -> None:
    rng = random.Random(1)
    for _ in range(200):
        n, size = rng.randint(1, 9), rng.randint(1, 5)
        near = graph(n, rng.random(), rng)
        subsets = itertools.combinations(range(n), size)
        assert clique_count(near, size) == sum(all(near[a] >> b & 1 for a, b in itertools.combinations(s, 2)) for s in subsets)


def test_complete_and_empty_graphs_are_fast() -> None:
    complete = [(1 << 60) - 1 & ~(1 << u) for u in range(60)]
    assert [clique_count(complete, size) for size in (1, 2, 30, 60)] == [60, comb(60, 2), comb(60, 30), 1]
    assert clique_count(complete, 61) == 0
    assert [clique_count([0] * 60, size) for size in (1, 2)] == [60, 0]


def test_all_parts_of_a_complete_multipartite_graph() -> None:
    near = [sum(1 << v for v in range(42) if v % 7 != u % 7) for u in range(42)]  # 7 classes of 6
    assert [clique_count(near, size) for size in (2, 5, 7, 8)] == [comb(7, 2) * 6**2, comb(7, 5) * 6**5, 6**7, 0]
