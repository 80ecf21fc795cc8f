"""Certified maxima of polynomials on an interval, by Bernstein coefficients and halving, in integers.

A polynomial on [0, 1] is at most its largest Bernstein coefficient, and equals the first and the last one at the ends (Lorentz, Bernstein
Polynomials, 1953). Coefficients are rounded up after each halving, which only raises the bound.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import comb

GUARD = 40  # bits below the unit of the input inside


def coefficients(powers: Sequence[Fraction], low: Fraction, high: Fraction) -> list[Fraction]:
    """Bernstein coefficients on [low, high] of the polynomial with coefficients `powers` of 1, x, x^2, ..., of the same degree."""
    n = len(powers) - 1
    shifted = [Fraction(0)] * (n + 1)  # in u = (x - low) / (high - low), by Horner's rule
    for a in reversed(powers):
        shifted = [low * c + (high - low) * (shifted[i - 1] if i else 0) for i, c in enumerate(shifted)]
        shifted[0] += a
    return [sum((Fraction(comb(j, i), comb(n, i)) * shifted[i] for i in range(j + 1)), Fraction(0)) for j in range(n + 1)]


def upper_bound(b: Sequence[int], tolerance: int, floor: int | None = None, most: int = 2000) -> int:
    """Upper bound of the maximum on [0, 1] of the polynomial with Bernstein coefficients `b`, or `floor` if that is larger.

    At most `tolerance` above that (larger of maximum and floor), unless `most` halvings do not suffice. ValueError unless tolerance >= 1.
    """
    if tolerance < 1:
        raise ValueError(f"tolerance: expected at least 1, got {tolerance}")
    start = [x << GUARD for x in b]
    known = max(start[0], start[-1]) if floor is None else max(start[0], start[-1], floor << GUARD)
    width = tolerance << GUARD
    heap = [(-max(start), start)]
    for _ in range(most):
        if -heap[0][0] <= known + width:
            break
        left, right = _halves(heapq.heappop(heap)[1])
        known = max(known, right[0])  # the value in the middle, rounded up
        for half in (left, right):
            heapq.heappush(heap, (-max(half), half))
    return -(-max(known, -heap[0][0]) >> GUARD)


def _halves(b: list[int]) -> tuple[list[int], list[int]]:
    """Coefficients on the two halves (de Casteljau), rounded up."""
    left, right, row = [b[0]], [b[-1]], b
    for _ in range(len(b) - 1):
        row = [(x + y + 1) >> 1 for x, y in pairwise(row)]
        left.append(row[0])
        right.append(row[-1])
    return left, right[::-1]
