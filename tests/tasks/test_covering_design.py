from __future__ import annotations

import random
from itertools import combinations

import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("codes/covering_design")[0], "score")
SMALL = {"v": 6, "k": 3, "t": 2}


def plain(v: int, t: int, blocks: list[list[int]]) -> int:
    return len(blocks) + sum(not any(set(s) <= set(b) for b in blocks) for s in combinations(range(v), t))


def test_by_hand() -> None:
    assert score.score({"v": 3, "k": 2, "t": 1}, {}, {"b": [[0, 1], [2, 1]]}).value == 2
    assert score.score({"v": 3, "k": 2, "t": 1}, {}, {"b": [[1, 0]]}).value == 2
    fano = [[i, (i + 1) % 7, (i + 3) % 7] for i in range(7)]
    assert score.score({"v": 7, "k": 3, "t": 2}, {}, {"b": fano}).value == 7


def test_against_the_plain_definition() -> None:
    rng = random.Random(6)
    for _ in range(60):
        blocks = [rng.sample(range(6), 3) for _ in range(rng.randint(1, 10))]
        assert score.score(SMALL, {}, {"b": blocks}).value == plain(6, 2, blocks)


@pytest.mark.parametrize("b", [[], [[0, 1]], [[0, 1, 6]], [[0, 1, -1]], [[0.0, 1.0, 2.0]], [0, 1, 2]])
def test_refusals(b: list) -> None:
    with pytest.raises(Reject, match="b"):
        score.score(SMALL, {}, {"b": b})
    assert not score.score(SMALL, {}, {"b": [[0, 0, 1]]}).valid
