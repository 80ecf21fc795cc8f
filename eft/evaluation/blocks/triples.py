"""Exact triangles and hulls of points with integer coordinates (Python integers: no overflow)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

Point = tuple[int, int]


def cross(o: Point, a: Point, b: Point) -> int:
    """Twice the signed area of the triangle o, a, b."""
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def smallest_triangle(points: Sequence[Point]) -> tuple[int, tuple[int, int, int]]:
    """Twice the smallest triangle area and the indices of the first triangle that has it; at least three points."""
    smallest, where = -1, (0, 1, 2)
    for i, j, k in combinations(range(len(points)), 3):
        area = abs(cross(points[i], points[j], points[k]))
        if smallest < 0 or area < smallest:
            smallest, where = area, (i, j, k)
    return smallest, where


def hull(points: Sequence[Point]) -> list[Point]:
    """Corners of the convex hull, counter-clockwise (monotone chain); fewer than three when all points are in line."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    chains = []
    for direction in (ordered, ordered[::-1]):
        chain: list[Point] = []
        for point in direction:
            while len(chain) > 1 and cross(chain[-2], chain[-1], point) <= 0:
                chain.pop()
            chain.append(point)
        chains.append(chain[:-1])
    return chains[0] + chains[1]


def double_area(corners: Sequence[Point]) -> int:
    """Twice the area of a polygon given by its corners in order (shoelace formula)."""
    pairs = zip(corners, [*corners[1:], *corners[:1]], strict=True)
    return abs(sum(a[0] * b[1] - a[1] * b[0] for a, b in pairs))
