"""Twins of `csrc/eft/packing.hpp` and `equal_circles.hpp`: every wall and every pair, in integers over 2^46.

The sums of radii may stand on a finer grid: an instance with the entry `grid_bits` = q, 46..61, has all lengths as integers over 2^q (without
it q = 46, the scorer's grid). On 2^-46 a rigid packing of n disks loses about n units of its sum, more than a double resolves.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from math import isqrt
from typing import Any

from eft.evaluation.verify.plain import Enclosure, Refuted, integer, integers, rows

__all__ = ["circles_in_polygon", "circles_in_rectangle", "circles_in_square", "equal_circles_in_square"]

ONE = 1 << 46
Point = tuple[int, int]


def circles_in_square(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Fraction:
    """Sum of the radii of disjoint disks in the unit square."""
    one = _one(instance)
    return _sum_of_radii(one, [(0, 0), (one, 0), (one, one), (0, one)], instance, construction)


def circles_in_rectangle(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Fraction:
    """The same in a rectangle of perimeter 4, whose width w is part of the construction."""
    one = _one(instance)
    w = integer(construction, "w", 1, 2 * one - 1)
    return _sum_of_radii(one, [(0, 0), (w, 0), (w, 2 * one - w), (0, 2 * one - w)], instance, construction)


def circles_in_polygon(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Fraction:
    """The same in a convex polygon, whose corners (counter-clockwise, on the grid) are part of the instance."""
    one = _one(instance)
    corners = [(x, y) for x, y in rows(instance, "corners", width=2)]
    for k in range(len(corners)):
        for other in corners:
            if other not in (corners[k - 1], corners[k]) and _left_of(corners[k - 1], corners[k], other) <= 0:
                raise Refuted(f"corner {other} is not left of the edge that ends at corner {k}")
    if len(set(corners)) != len(corners) or len(corners) < 3:
        raise Refuted("expected three or more different corners")
    return _sum_of_radii(one, corners, instance, construction)


def equal_circles_in_square(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Enclosure:
    """The largest common radius: half the root of the least of (2 distance from a wall)^2 and squared distance of two centres."""
    x, y = (integers(construction, name, instance["n"]) for name in "xy")
    if not all(0 <= v <= ONE for v in (*x, *y)):
        raise Refuted("a centre lies outside the square")
    square = min((2 * min(v, ONE - v)) ** 2 for v in (*x, *y))
    for (a, b), (c, d) in combinations(zip(x, y, strict=True), 2):
        square = min(square, (a - c) ** 2 + (b - d) ** 2)
    root = isqrt(square << 200)
    return Enclosure(Fraction(root, ONE << 101), Fraction(root + 1, ONE << 101))


def _one(instance: Mapping[str, Any]) -> int:
    """The unit of length in grid steps."""
    return 1 << integer(instance, "grid_bits", 46, 61) if "grid_bits" in instance else ONE


def _left_of(start: Point, end: Point, point: Point) -> int:
    """Twice the signed area of the triangle, positive if the point is left of the line."""
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])


def _sum_of_radii(one: int, corners: list[Point], instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Fraction:
    x, y, r = (integers(construction, name, instance["n"]) for name in "xyr")
    disks = list(zip(x, y, r, strict=True))
    for i, (a, b, s) in enumerate(disks):
        if s < 0:
            raise Refuted(f"circle {i}: negative radius")
        for k in range(len(corners)):
            start, end = corners[k - 1], corners[k]
            height = _left_of(start, end, (a, b))  # distance times the length of the edge
            if height < 0:
                raise Refuted(f"circle {i}: centre outside the container")
            if s * s * ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) > height * height:
                raise Refuted(f"circle {i} crosses a wall")
    for (i, (a, b, s)), (j, (c, d, t)) in combinations(enumerate(disks), 2):
        if (a - c) ** 2 + (b - d) ** 2 < (s + t) ** 2:
            raise Refuted(f"circles {i} and {j} overlap")
    return Fraction(sum(r), one)
