from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest

from eft.evaluation.blocks.cover import ONE, farthest

Point = tuple[Fraction, Fraction]


def _slow(centres: list[tuple[int, int]]) -> Fraction:
    """All corners, edge points and circumcentres in rationals, without any filter."""
    points: list[Point] = [(Fraction(u), Fraction(v)) for u in (0, ONE) for v in (0, ONE)]
    for (a, b), (c, d) in itertools.combinations(centres, 2):
        for wall in (0, ONE):
            if b != d:
                points.append((Fraction(wall), Fraction((c - wall) ** 2 - (a - wall) ** 2 + d * d - b * b, 2 * (d - b))))
            if a != c:
                points.append((Fraction((d - wall) ** 2 - (b - wall) ** 2 + c * c - a * a, 2 * (c - a)), Fraction(wall)))
    for (a, b), (c, d), (e, f) in itertools.combinations(centres, 3):
        det = 2 * (a * (d - f) + c * (f - b) + e * (b - d))
        if det:
            first, second, third = a * a + b * b, c * c + d * d, e * e + f * f
            u = Fraction(first * (d - f) + second * (f - b) + third * (b - d), det)
            v = Fraction(first * (e - c) + second * (a - e) + third * (c - a), det)
            points.append((u, v))
    square = [p for p in points if min(p) >= 0 and max(p) <= ONE]
    return max(min((u - a) ** 2 + (v - b) ** 2 for a, b in centres) for u, v in square) / ONE**2


def _value(centres: list[tuple[int, int]]) -> Fraction:
    x, y = np.array(centres, dtype=np.int64).T
    return farthest(x, y)[0]


def test_by_hand() -> None:
    half, quarter = ONE // 2, ONE // 4
    assert _value([(half, half)]) == Fraction(1, 2)
    assert _value([(0, 0)]) == 2
    assert _value([(quarter, half), (3 * quarter, half)]) == Fraction(5, 16)  # the corners: 1/16 + 1/4
    assert _value([(u, v) for u in (quarter, 3 * quarter) for v in (quarter, 3 * quarter)]) == Fraction(1, 8)


@pytest.mark.parametrize("step", [1, ONE // 8, ONE // 1000])
def test_against_all_candidates(step: int) -> None:
    """Coarse grids have centres in line, equal ones, and many ties; fine ones are generic."""
    rng = np.random.default_rng(step)
    for _ in range(40):
        n = int(rng.integers(1, 8))
        centres = [(int(u) * step, int(v) * step) for u, v in rng.integers(0, ONE // step + 1, (n, 2))]
        assert _value(centres) == _slow(centres)


def test_thin_triangles() -> None:
    """Centres almost in line: circumcentres in the square whose floats are worthless."""
    rng = np.random.default_rng(9)
    for _ in range(40):
        along = np.sort(rng.integers(0, ONE + 1, 5))
        bend = rng.integers(-3, 4, 5)
        centres = [(int(u), int(min(max(u + off, 0), ONE))) for u, off in zip(along, bend, strict=True)]
        assert _value(centres) == _slow(centres)


def test_point_is_where_the_distance_is_reached() -> None:
    rng = np.random.default_rng(10)
    x, y = rng.integers(0, ONE + 1, (2, 20))
    square, (u, v) = farthest(x, y)
    assert min((u - x / ONE) ** 2 + (v - y / ONE) ** 2) == pytest.approx(float(square), rel=1e-9)
