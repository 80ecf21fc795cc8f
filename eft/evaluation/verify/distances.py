"""Twins of `csrc/eft/distances.hpp`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from eft.evaluation.verify.plain import Refuted, integer, rows

__all__ = ["kissing", "ratio"]


def ratio(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Fraction:
    """Largest over smallest squared distance; no two points equal."""
    n, d = integer(instance, "n", 2), integer(instance, "d", 1)
    squares = []
    for x, y in combinations(rows(construction, "points", n, d), 2):
        squares.append(_squared(x, y))
        if x == y:
            raise Refuted(f"point {x} occurs twice")
    return Fraction(max(squares), min(squares))


def kissing(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Fraction:
    """Number of vectors; every angle is at least 60 degrees because no distance is below the greatest length."""
    vectors = rows(construction, "vectors", None, integer(instance, "d", 1))
    if not vectors:
        raise Refuted("no vectors")
    origin = [0] * len(vectors[0])
    lengths = [_squared(x, origin) for x in vectors]
    if min(lengths) == 0:
        raise Refuted(f"vector {lengths.index(0)} is zero")
    longest = max(lengths)
    for (i, x), (j, y) in combinations(enumerate(vectors), 2):
        if _squared(x, y) < longest:
            raise Refuted(f"vectors {i} and {j}: squared distance {_squared(x, y)} below {longest}")
    return Fraction(len(vectors))


def _squared(x: Sequence[int], y: Sequence[int]) -> int:
    return sum((a - b) * (a - b) for a, b in zip(x, y, strict=True))
