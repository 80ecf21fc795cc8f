"""Twin of `csrc/eft/discrepancy.hpp`: every critical box counts its points afresh."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from eft.evaluation.verify.plain import Refuted, integer, rows

__all__ = ["star"]

ONE = 1 << 32


def star(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Fraction:
    """Largest |area - share of the points| over open and closed boxes whose corner takes its coordinates from the points or is 1."""
    n = integer(instance, "n", 1)
    points = rows(construction, "points", n, 2)
    for i, point in enumerate(points):
        if not all(0 <= coordinate <= ONE for coordinate in point):
            raise Refuted(f"point {i} leaves the unit square")
    worst = 0  # of n 2^64 |area - share|
    for a in {ONE, *(x for x, _ in points)}:
        for b in {ONE, *(y for _, y in points)}:
            inside = sum(x < a and y < b for x, y in points)
            closed = sum(x <= a and y <= b for x, y in points)
            worst = max(worst, abs(n * a * b - inside * ONE * ONE), abs(closed * ONE * ONE - n * a * b))
    return Fraction(worst, n * ONE * ONE)
