from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest

from eft.evaluation.blocks.boxes import worst_box
from eft.evaluation.scorers.discrepancy import star


def _slow(points: list[list[int]], bits: int) -> Fraction:
    """All boxes whose sides are coordinates or 1, one by one."""
    n, d, one = len(points), len(points[0]), 1 << bits
    worst = Fraction(0)
    for corner in itertools.product(*({*column, one} for column in zip(*points, strict=True))):
        volume = Fraction(1)
        for side in corner:
            volume *= Fraction(side, one)
        below = sum(all(p[k] < corner[k] for k in range(d)) for p in points)
        within = sum(all(p[k] <= corner[k] for k in range(d)) for p in points)
        worst = max(worst, volume - Fraction(below, n), Fraction(within, n) - volume)
    return worst


def test_one_point_by_hand() -> None:
    half = np.array([[1 << 31]])
    assert worst_box(half, 32)[0] == Fraction(1, 2)
    assert worst_box(np.array([[1 << 31, 1 << 31]]), 32)[0] == Fraction(3, 4)  # closed box: 1 - 1/4
    value, note = worst_box(np.array([[0, 0, 0]]), 32)
    assert value == 1
    assert "holds" in note


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_against_all_boxes(d: int) -> None:
    rng = np.random.default_rng(d)
    for _ in range(40):
        points = rng.integers(0, 9, (int(rng.integers(1, 6)), d))  # a coarse grid: ties, and points on the border
        assert worst_box(points, 3)[0] == _slow(points.tolist(), 3)


def test_against_the_compiled_plane() -> None:
    rng = np.random.default_rng(7)
    for _ in range(30):
        points = rng.integers(0, (1 << 32) + 1, (int(rng.integers(1, 20)), 2))
        assert worst_box(points, 32)[0] == star(points / 2.0**32).exact
