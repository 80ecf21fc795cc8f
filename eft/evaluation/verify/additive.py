"""Twins of `csrc/eft/additive.hpp`."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any

from eft.evaluation.verify.plain import Refuted, integers

__all__ = ["golomb"]


def golomb(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Fraction:
    """Length of the ruler; every difference once."""
    marks = integers(construction, "marks", instance["n"])
    seen: set[int] = set()
    for a, b in combinations(marks, 2):
        if abs(a - b) in seen or a == b:
            raise Refuted(f"marks {a} and {b}: difference {abs(a - b)} is not new")
        seen.add(abs(a - b))
    return Fraction(max(marks) - min(marks))
