"""Exact triangles and hulls."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from eft.evaluation.blocks.triples import cross, double_area, hull, smallest_triangle

POINTS = st.lists(st.tuples(st.integers(-(2**50), 2**50), st.integers(-(2**50), 2**50)), min_size=3, max_size=9)
SMALL = st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=3, max_size=9)


@given(POINTS)
def test_smallest_triangle(points: list[tuple[int, int]]) -> None:
    def area(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> Fraction:
        return abs(Fraction(a[0] * (b[1] - c[1]) + b[0] * (c[1] - a[1]) + c[0] * (a[1] - b[1])))

    smallest, (i, j, k) = smallest_triangle(points)
    assert smallest == min(area(a, b, c) for a, b, c in combinations(points, 3))
    assert smallest == area(points[i], points[j], points[k])


@given(SMALL)
def test_hull_holds_every_point(points: list[tuple[int, int]]) -> None:
    corners = hull(points)
    if len(corners) < 3:
        assert all(cross(a, b, c) == 0 for a, b, c in combinations(points, 3))
        return
    edges = list(zip(corners, corners[1:] + corners[:1], strict=True))
    assert all(cross(a, b, point) >= 0 for a, b in edges for point in points)
    assert all(cross(a, b, c) > 0 for (a, b), (_, c) in zip(edges, edges[1:] + edges[:1], strict=True))
    assert double_area(corners) == sum(cross(corners[0], a, b) for a, b in edges)


def test_unit_square() -> None:
    square = [(0, 0), (4, 0), (4, 4), (0, 4)]
    assert smallest_triangle(square) == (16, (0, 1, 2))
    assert double_area(hull([*square, (2, 2), (2, 0)])) == 32
