"""Smallest triangle of n points relative to their region, exact (Heilbronn's problem in four regions)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import isqrt
from typing import Any

from eft.evaluation.blocks.answers import matrix
from eft.evaluation.blocks.quantise import grid
from eft.evaluation.blocks.rational import down
from eft.evaluation.blocks.triples import double_area, hull, smallest_triangle
from eft.evaluation.blocks.verdict import Verdict, accept

BITS = 40
ONE = 1 << BITS
LIMIT = 1024.0  # coordinates are clipped to this first; every region but the free hull is far smaller
PI_UP = Fraction(31415926535897932385, 10**19)  # above pi, so that the disk's share is rounded down


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"]), "region": str(params["region"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    quantised = grid(matrix(answer, "p", public["n"], 2), BITS, LIMIT)
    points = [_clamp(u, v, public["region"]) for u, v in quantised.tolist()]
    smallest, triangle = smallest_triangle(points)
    area = _double_area(points, public["region"])
    value = down(Fraction(smallest) / area) if area else 0.0
    reason = f"smallest triangle: points {', '.join(map(str, triangle))}"
    return accept(value, reason, {"points": points, "bits": BITS, "triangle": list(triangle)})


def _clamp(u: int, v: int, region: str) -> tuple[int, int]:
    """Nearest-enough grid point inside the region; a point inside does not move."""
    if region == "square":
        return min(max(u, 0), ONE), min(max(v, 0), ONE)
    if region == "triangle":
        u, v = max(u, 0), max(v, 0)
        return (u, v) if u + v <= ONE else (u * ONE // (u + v), v * ONE // (u + v))
    if region == "disk":
        square = u * u + v * v
        if square <= ONE * ONE:
            return u, v
        length = isqrt(square) + 1
        return _shrink(u, length), _shrink(v, length)
    return u, v


def _shrink(coordinate: int, length: int) -> int:
    size = abs(coordinate) * ONE // length
    return size if coordinate >= 0 else -size


def _double_area(points: list[tuple[int, int]], region: str) -> Fraction | int:
    """Twice the region's area in squared grid units (for the disk an upper bound)."""
    if region == "square":
        return 2 * ONE * ONE
    if region == "triangle":
        return ONE * ONE
    return 2 * PI_UP * ONE * ONE if region == "disk" else double_area(hull(points))
