"""Twins of `csrc/eft/routing.hpp`."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from math import isqrt
from typing import Any

from eft.evaluation.verify.plain import Refuted, integer, integers, rows

__all__ = ["cvrp", "tsp", "tsp_euclidean"]

Data = Mapping[str, Any]


def tsp(instance: Data, construction: Data) -> Fraction:
    """Sum of the matrix along the closed tour."""
    n = len(rows(instance, "d"))
    d = rows(instance, "d", n, n)
    return Fraction(sum(d[a][b] for a, b in _closed(construction, n)))


def tsp_euclidean(instance: Data, construction: Data) -> Fraction:
    """Sum of rounded distances along the closed tour."""
    xy = rows(instance, "xy", width=2)
    return Fraction(sum(_distance(xy[a], xy[b]) for a, b in _closed(construction, len(xy))))


def cvrp(instance: Data, construction: Data) -> Fraction:
    """Sum of the closed routes from the depot, each within the capacity, every customer on exactly one."""
    xy = rows(instance, "xy", width=2)
    demand, capacity = integers(instance, "demand", len(xy)), integer(instance, "capacity", 0)
    if not xy or demand[0] != 0 or min(demand) < 0:
        raise Refuted("demand: expected 0 at the depot and none below 0")
    trips: list[list[int]] = [[]]
    for stop in integers(construction, "route"):
        trips = [*trips, []] if stop == 0 else [*trips[:-1], [*trips[-1], stop]]
    if sorted(stop for trip in trips for stop in trip) != list(range(1, len(xy))):
        raise Refuted("route: expected every customer once")
    if any(sum(demand[stop] for stop in trip) > capacity for trip in trips):
        raise Refuted("route: a vehicle is overloaded")
    return Fraction(sum(_distance(xy[a], xy[b]) for trip in trips for a, b in pairwise([0, *trip, 0])))


def _closed(construction: Data, n: int) -> list[tuple[int, int]]:
    tour = integers(construction, "tour", n)
    if sorted(tour) != list(range(n)) or n == 0:
        raise Refuted("tour: expected every city once")
    return list(pairwise([*tour, tour[0]]))


def _distance(a: list[int], b: list[int]) -> int:
    """Largest t with (2 t - 1)^2 <= 4 |a - b|^2: the root rounded half up."""
    return (isqrt(4 * ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)) + 1) // 2
