"""Subsets of the n x n grid without a forbidden triple (`csrc/eft/grid_points.hpp`)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers.record import Score, scored

__all__ = ["no_isosceles", "no_three_in_line"]

Integers = NDArray[np.int64]


def no_three_in_line(n: int, points: Integers) -> Score:
    """Number of points, no three of them in line. n: 1 .. 1024. points: (m, 2), m <= 4096, entries in 0 .. n - 1, all different. Maximised."""
    return scored(_scorers.no_three_in_line(n, points), "grid_points.no_three_in_line", "max", {"n": n}, {"points": points})


def no_isosceles(n: int, points: Integers) -> Score:
    """Number of points, none equally far from two others (midpoints included). n, points: as in `no_three_in_line`. Maximised."""
    return scored(_scorers.no_isosceles(n, points), "grid_points.no_isosceles", "max", {"n": n}, {"points": points})
