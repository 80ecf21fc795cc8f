"""query/hidden_graph by hand and against counting edge by edge."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

SCORE = load_module(read_family("query/hidden_graph")[0], "score")
PUBLIC, SECRET = {"n": 4, "m": 2}, {"edges": np.array([[0, 2], [1, 2]])}


def test_replies_and_count_by_hand() -> None:
    past, news = SCORE.reply(PUBLIC, SECRET, {}, {"ask": [[1, 0, 1, 0], [1, 1, 0, 1], [1, 1, 1, 0]]})
    assert news["reply"].tolist() == [1, 0, 2]
    assert SCORE.score(PUBLIC, {**SECRET, **past}, {"answer": [[2, 1], [0, 2]]}).value == 0.5  # 3 of 2 log2(8) / 1
    assert not SCORE.score(PUBLIC, {**SECRET, **past}, {"answer": [[2, 1], [1, 2]]}).valid


def test_replies_match_a_slow_twin() -> None:
    rng = random.Random(1)
    for _ in range(50):
        edges = SCORE.instance({"n": 9, "m": 12}, rng.getrandbits(63))[1]["edges"]
        assert len({tuple(edge) for edge in edges.tolist()}) == 12
        sets = [[rng.randrange(2) for _ in range(9)] for _ in range(3)]
        news = SCORE.reply({"n": 9, "m": 12}, {"edges": edges}, {}, {"ask": sets})[1]
        assert news["reply"].tolist() == [len([1 for u, v in edges.tolist() if inside[u] and inside[v]]) for inside in sets]


def test_trees_are_trees_and_uniform() -> None:
    seen = set()
    for seed in range(300):
        edges = SCORE.instance({"n": 4, "m": 3}, seed)[1]["edges"].tolist()
        group = list(range(4))
        for u, v in edges:
            assert u < v
            assert group[u] != group[v]
            group = [group[u] if g == group[v] else g for g in group]
        seen.add(tuple(map(tuple, edges)))
    assert len(seen) == math.comb(4, 2) + 4 + 6  # Cayley: 4^2 = 16 trees


@pytest.mark.parametrize("ask", [[], [[0, 1]], [[0, 0, 0, 2]], [[0, 0, 0, -1]], [[True] * 4], [[0] * 4] * 11])
def test_refused_questions(ask: object) -> None:
    with pytest.raises(Reject):
        SCORE.reply(PUBLIC, SECRET, {}, {"ask": ask})
