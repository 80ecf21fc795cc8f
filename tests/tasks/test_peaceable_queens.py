from __future__ import annotations

import random
from itertools import product

import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("games/peaceable_queens")[0], "score")


def _attack(a: list[int], b: list[int], n: int) -> bool:
    """Twin: walk from a in all eight directions."""
    for dr, dc in product((-1, 0, 1), repeat=2):
        r, c = a
        for _ in range(n):
            if [r, c] == b:
                return True
            r, c = r + dr, c + dc
    return False


def test_armies_by_hand() -> None:
    assert score.score({"n": 5}, {}, {"w": [[0, 0], [0, 1]], "b": [[2, 4], [1, 4]]}).value == 2
    assert score.score({"n": 5}, {}, {"w": [[0, 0]], "b": []}).value == 0
    assert "w [1, 1] and b [4, 4]" in score.score({"n": 5}, {}, {"w": [[0, 0], [1, 1]], "b": [[4, 4]]}).reason


def test_verdicts_agree_with_walking() -> None:
    rng, verdicts = random.Random(1), set()
    squares = [[r, c] for r in range(6) for c in range(6)]
    for _ in range(300):
        chosen = rng.sample(squares, 4)
        w, b = chosen[:2], chosen[2:]
        wanted = not any(_attack(a, c, 6) for a in w for c in b)
        got = score.score({"n": 6}, {}, {"w": w, "b": b})
        assert (got.valid, got.value) == (wanted, 2.0 if wanted else None)
        verdicts.add(wanted)
    assert verdicts == {True, False}


def test_bad_squares() -> None:
    for w in ([[0, 5]], [[-1, 0]], [[0.0, 1]], [[0, 1, 2]], [[0, 0]] * 26):
        with pytest.raises(Reject, match="w"):
            score.score({"n": 5}, {}, {"w": w, "b": []})
    assert not score.score({"n": 5}, {}, {"w": [[0, 0], [0, 0]], "b": []}).valid
