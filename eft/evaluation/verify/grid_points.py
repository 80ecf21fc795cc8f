"""Twins of `csrc/eft/grid_points.hpp`: every triple is tried."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any

from eft.evaluation.verify.plain import Refuted, integer, rows

__all__ = ["no_isosceles", "no_three_in_line"]


def no_three_in_line(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Fraction:
    """Number of points, no three of them in line."""
    points = _points(instance, construction)
    for a, b, c in combinations(points, 3):
        if (b[0] - a[0]) * (c[1] - a[1]) == (c[0] - a[0]) * (b[1] - a[1]):
            raise Refuted(f"{a}, {b} and {c} are in line")
    return Fraction(len(points))


def no_isosceles(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Fraction:
    """Number of points, no three of them with two equal distances."""
    points = _points(instance, construction)
    for triple in combinations(points, 3):
        sides = [(p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2 for p, q in combinations(triple, 2)]
        if len(set(sides)) < 3:
            raise Refuted(f"{triple[0]}, {triple[1]} and {triple[2]} have two equal distances")
    return Fraction(len(points))


def _points(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> list[list[int]]:
    n, points = integer(instance, "n", 1), rows(construction, "points", None, 2)
    for i, point in enumerate(points):
        if not all(0 <= coordinate < n for coordinate in point):
            raise Refuted(f"point {i} leaves the grid")
        if point in points[:i]:
            raise Refuted(f"point {point} occurs twice")
    return points
