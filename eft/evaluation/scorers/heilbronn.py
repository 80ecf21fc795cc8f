"""Smallest triangle of n points relative to their region, exact (`csrc/eft/heilbronn.hpp` has the grid and the proof)."""

from __future__ import annotations

from math import isqrt

import numpy as np
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.blocks.quantise import grid
from eft.evaluation.scorers.record import Score, scored

__all__ = ["convex", "disk", "square", "triangle"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
BITS = 40  # coordinates are integers over 2^40
ONE = 1 << BITS
LIMIT = 1024.0  # coordinates are clipped to this first


def square(points: Floats) -> Score:
    """Area of the smallest triangle in the unit square. points: (n, 2), 3 <= n <= 1024; moved to the nearest point of [0, 1]^2 if outside. Maximised."""
    return scored(_scorers.heilbronn_square(points), "heilbronn.square", "max", {"n": len(points)}, {"points": _grid(points).clip(0, ONE)})


def triangle(points: Floats) -> Score:
    """Twice the area of the smallest triangle among points of u, v >= 0, u + v <= 1: its share of that (or any) triangle. Maximised.

    points: (n, 2), 3 <= n <= 1024; u is clipped to [0, 1], then v to [0, 1 - u].
    """
    raw = _scorers.heilbronn_triangle(points)
    inside = _grid(points).clip(0, ONE)
    inside[:, 1] = np.minimum(inside[:, 1], ONE - inside[:, 0])
    return scored(raw, "heilbronn.triangle", "max", {"n": len(points)}, {"points": inside})


def disk(points: Floats) -> Score:
    """Area of the smallest triangle / pi among points of the unit disk, a lower bound. Maximised.

    points: (n, 2), 3 <= n <= 1024; points outside are moved towards the centre.
    """
    raw = _scorers.heilbronn_disk(points)
    inside = [_into_disk(u, v) for u, v in _grid(points).tolist()]
    return scored(raw, "heilbronn.disk", "max", {"n": len(points)}, {"points": inside}, "bound")


def convex(points: Floats) -> Score:
    """Area of the smallest triangle / area of the convex hull of all points (0 if they are in line). points: (n, 2), 3 <= n <= 1024. Maximised."""
    return scored(_scorers.heilbronn_convex(points), "heilbronn.convex", "max", {"n": len(points)}, {"points": _grid(points)})


def _grid(points: Floats) -> Integers:
    return grid(np.nan_to_num(points), BITS, LIMIT)  # what is not finite was refused by then; here it only must not warn


def _into_disk(u: int, v: int) -> tuple[int, int]:
    length = isqrt(u * u + v * v) + 1
    return (u, v) if u * u + v * v <= ONE * ONE else (_shrunk(u, length), _shrunk(v, length))


def _shrunk(coordinate: int, length: int) -> int:
    size = abs(coordinate) * ONE // length
    return size if coordinate >= 0 else -size
