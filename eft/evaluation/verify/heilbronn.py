"""Twins of `csrc/eft/heilbronn.hpp`."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any

from eft.evaluation.verify.plain import Enclosure, Refuted, rows

__all__ = ["convex", "disk", "square", "triangle"]

ONE = 1 << 40
PI = Enclosure(Fraction(31415926535897932384, 10**19), Fraction(31415926535897932385, 10**19))
Points = list[tuple[int, int]]


def square(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Fraction:
    """Area of the smallest triangle in the unit square."""
    points = _points(instance, construction)
    _inside(points, lambda u, v: 0 <= u <= ONE and 0 <= v <= ONE, "unit square")
    return Fraction(_smallest(points), 2 * ONE * ONE)


def triangle(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Fraction:
    """Area of the smallest triangle as a share of the triangle (0, 0), (1, 0), (0, 1)."""
    points = _points(instance, construction)
    _inside(points, lambda u, v: min(u, v) >= 0 and u + v <= ONE, "triangle")
    return Fraction(_smallest(points), ONE * ONE)


def disk(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Enclosure:
    """Area of the smallest triangle as a share of the unit disk, between two values of pi."""
    points = _points(instance, construction)
    _inside(points, lambda u, v: u * u + v * v <= ONE * ONE, "unit disk")
    area = Fraction(_smallest(points), 2 * ONE * ONE)
    return Enclosure(area / PI.high, area / PI.low)


def convex(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Fraction:
    """Area of the smallest triangle as a share of the hull of all points; 0 if they are in line."""
    points = _points(instance, construction)
    hull = _double_hull(points)
    return Fraction(_smallest(points), hull) if hull else Fraction(0)


def _points(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Points:
    n = instance["n"]
    if not n >= 3:
        raise Refuted(f"n: {n} points have no triangle")
    return [(u, v) for u, v in rows(construction, "points", n, 2)]


def _inside(points: Points, holds: Any, region: str) -> None:
    for i, (u, v) in enumerate(points):
        if not holds(u, v):
            raise Refuted(f"point {i} leaves the {region}")


def _double_area(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> int:
    """Twice the signed area, by the sum over the three edges."""
    return sum(p[0] * q[1] - q[0] * p[1] for p, q in ((a, b), (b, c), (c, a)))


def _smallest(points: Points) -> int:
    return min(abs(_double_area(*corners)) for corners in combinations(points, 3))


def _double_hull(points: Points) -> int:
    """Twice the area of the hull: the edges p -> q with every point on the left or between them, summed by the shoelace formula."""
    distinct = sorted(set(points))
    total = 0
    for p in distinct:
        for q in distinct:
            if p != q and all(_left_or_between(p, q, r) for r in distinct):
                total += p[0] * q[1] - q[0] * p[1]
    return total


def _left_or_between(p: tuple[int, int], q: tuple[int, int], r: tuple[int, int]) -> bool:
    side = _double_area(p, q, r)
    between = (r[0] - p[0]) * (r[0] - q[0]) + (r[1] - p[1]) * (r[1] - q[1]) <= 0
    return side > 0 or (side == 0 and between)
