from __future__ import annotations

import itertools
import random

import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.instances import genotypes
from eft.evaluation.tasks import find, load_module, read_family

score = load_module(read_family("points/kissing")[0], "score")
objective = load_module(read_family("points/kissing")[0], "objective")
FANO = [(0, 1, 3), (1, 2, 4), (2, 3, 5), (3, 4, 6), (4, 5, 0), (5, 6, 1), (6, 0, 2)]


def _signed(d: int, support: list[int]) -> list[list[int]]:
    """All vectors of entries +-1 on the support."""
    rows = []
    for signs in itertools.product((-1, 1), repeat=len(support)):
        rows.append([0] * d)
        for place, sign in zip(support, signs, strict=True):
            rows[-1][place] = sign
    return rows


def _value(d: int, v: list[list[int]]) -> float | None:
    value: float | None = score.score({"d": d}, {}, {"v": v}).value
    return value


def test_roots_reach_the_best_known_values() -> None:
    five = [row for pair in itertools.combinations(range(5), 2) for row in _signed(5, list(pair))]
    seven = [[sign * 2 * (i == j) for j in range(7)] for i in range(7) for sign in (-1, 1)]
    seven += [row for line in FANO for row in _signed(7, [i for i in range(7) if i not in line])]
    for d, vectors in ((5, five), (7, seven)):
        known = find(f"points/kissing/d={d}").best_known
        assert known is not None
        assert _value(d, vectors) == known.value


def test_touching_and_one_off() -> None:
    assert _value(2, [[1, 0], [0, 1], [-1, 0], [0, -1]]) == 4
    assert _value(3, [[1, 1, 0], [1, 0, 1]]) == 2  # exactly 60 degrees
    assert _value(3, [[10**6, 10**6, 0], [10**6 + 1, 0, 10**6]]) is None
    assert _value(2, [[1, 0], [0, 0]]) is None


def test_against_the_definition() -> None:
    rng = random.Random(8)
    for _ in range(200):
        v = [[rng.randint(-2, 2) for _ in range(3)] for _ in range(rng.randint(1, 3))]
        longest = max(sum(a * a for a in row) for row in v)
        nearest = [sum((a - b) ** 2 for a, b in zip(u, w, strict=True)) for u, w in itertools.combinations(v, 2)]
        valid = all(any(row) for row in v) and all(square >= longest for square in nearest)
        assert (_value(3, v) is not None) == valid


@pytest.mark.parametrize("v", [[[1.0, 0.0]], [[10**12 + 1, 0]], [[True, False]], [[1, 0, 0]], []])
def test_bad_vectors_are_refused(v: list[list[int]]) -> None:
    with pytest.raises(Reject, match="v"):
        score.score({"d": 2}, {}, {"v": v})


@pytest.mark.parametrize("d", [5, 6, 7, 9, 10, 11])
def test_every_genotype_counts_its_vectors(d: int) -> None:
    view = objective.Objective({"d": d})
    for z in genotypes(view, 8):
        assert _value(d, view.answer(z)["v"]) == -view.value(z)
