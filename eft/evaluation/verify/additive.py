"""Twins of `csrc/eft/additive.hpp`, `sumsets.hpp` and `patterns.hpp`, by definition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from itertools import combinations, combinations_with_replacement
from typing import Any

from eft.evaluation.verify.plain import Enclosure, Refuted, integer, integers, rows

__all__ = [
    "bh_set",
    "cap_set",
    "difference_basis",
    "difference_triangles",
    "golomb",
    "progression_free",
    "schur_colouring",
    "sum_difference_lemma",
    "sum_difference_ratio",
    "van_der_waerden_colouring",
]

Data = Mapping[str, Any]
PRECISE = Context(prec=50)  # decimal digits; `ln` is correctly rounded
ROUNDING = Fraction(1, 10**45)  # of the difference of two logarithms below 1000: a hundred times what 50 digits lose


def golomb(instance: Data, construction: Data) -> Fraction:
    """Length of the ruler; every difference once."""
    return _lengths([integers(construction, "marks", instance["n"])])


def difference_triangles(instance: Data, construction: Data) -> Fraction:
    """Greatest length of a row; every difference once over all rows."""
    return _lengths(rows(construction, "marks", instance["rows"], instance["columns"]))


def bh_set(instance: Data, construction: Data) -> Fraction:
    """Number of elements; every sum of h once."""
    elements = _distinct(integers(construction, "elements"), 1, instance["largest"])
    seen: set[int] = set()
    for chosen in combinations_with_replacement(elements, instance["h"]):
        if sum(chosen) in seen:
            raise Refuted(f"the sum of {chosen} is not new")
        seen.add(sum(chosen))
    return Fraction(len(elements))


def difference_basis(instance: Data, construction: Data) -> Fraction:
    """Squared number of elements over n; every one of 1 .. n is a difference."""
    n = instance["n"]
    elements = integers(construction, "elements")
    _distinct(elements, *((0, n) if integer(instance, "restricted", 0, 1) else (None, None)))
    missing = set(range(1, n + 1)) - {abs(a - b) for a, b in combinations(elements, 2)}
    if missing:
        raise Refuted(f"difference {min(missing)} is missing")
    return Fraction(len(elements) ** 2, n)


def sum_difference_ratio(instance: Data, construction: Data) -> Enclosure:
    """log(|A+A| / |A|) / log(|A-A| / |A|)."""
    elements = _limited(instance, construction, -instance["value_max"])
    low, high = _log(Fraction(len({a + b for a in elements for b in elements}), len(elements)))
    below, above = _log(Fraction(len({a - b for a in elements for b in elements}), len(elements)))
    return Enclosure(low / above, high / below)


def sum_difference_lemma(instance: Data, construction: Data) -> Enclosure:
    """1 + log(|U-U| / |U+U|) / log(2 max U + 1), with every condition of the lemma."""
    elements = _limited(instance, construction, 0)
    differences = len({a - b for a in elements for b in elements})
    cells = 2 * max(elements) + 1
    if 0 not in elements or differences > cells:
        raise Refuted("the lemma needs 0 in U and |U-U| <= 2 max U + 1")
    low, high = _log(Fraction(differences * cells, len({a + b for a in elements for b in elements})))
    below, above = _log(Fraction(cells))
    return Enclosure(low / above, high / below)


def cap_set(instance: Data, construction: Data) -> Fraction:
    """Number of vectors; the third point of the line through two of them is never one of them."""
    n = instance["n"]
    vectors = [tuple(row) for row in rows(construction, "vectors", None, n)]
    chosen = set(vectors)
    if not vectors or len(chosen) < len(vectors) or not all(entry in (0, 1, 2) for vector in vectors for entry in vector):
        raise Refuted("expected distinct vectors with entries 0, 1, 2")
    for a, b in combinations(vectors, 2):
        if tuple(-(x + y) % 3 for x, y in zip(a, b, strict=True)) in chosen:
            raise Refuted(f"{a} and {b} lie on a line with a third vector")
    return Fraction(len(vectors))


def progression_free(instance: Data, construction: Data) -> Fraction:
    """Number of elements; no two of them start a progression."""
    elements = _distinct(integers(construction, "elements"), 1, instance["largest"])
    chosen = set(elements)
    for a, b in combinations(sorted(elements), 2):
        if all(a + t * (b - a) in chosen for t in range(instance["terms"])):
            raise Refuted(f"{a} and {b} start a progression of {instance['terms']}")
    return Fraction(len(elements))


def schur_colouring(instance: Data, construction: Data) -> Fraction:
    """Length of the longest prefix without a + b = c in one colour."""
    colours = _coloured(instance, construction)
    weak = integer(instance, "weak", 0, 1)
    for c in range(1, len(colours) + 1):
        for a in range(1, (c - weak) // 2 + 1):
            if colours[a - 1] == colours[c - a - 1] == colours[c - 1]:
                return Fraction(c - 1)
    return Fraction(len(colours))


def van_der_waerden_colouring(instance: Data, construction: Data) -> Fraction:
    """Length of the longest prefix without a progression in one colour."""
    colours, terms = _coloured(instance, construction), integer(instance, "terms", 3)
    for end in range(len(colours)):
        for step in range(1, end // (terms - 1) + 1):
            if len({colours[end - t * step] for t in range(terms)}) == 1:
                return Fraction(end)
    return Fraction(len(colours))


def _lengths(rulers: Sequence[Sequence[int]]) -> Fraction:
    seen: set[int] = set()
    for marks in rulers:
        for a, b in combinations(marks, 2):
            if abs(a - b) in seen or a == b:
                raise Refuted(f"marks {a} and {b}: difference {abs(a - b)} is not new")
            seen.add(abs(a - b))
    return Fraction(max(max(marks) - min(marks) for marks in rulers))


def _distinct(elements: list[int], low: int | None, high: int | None) -> list[int]:
    """The elements themselves, at least one, each once and in [low, high]."""
    if not elements or len(set(elements)) < len(elements):
        raise Refuted("expected distinct elements, at least one")
    if (low is not None and min(elements) < low) or (high is not None and max(elements) > high):
        raise Refuted(f"elements from {min(elements)} to {max(elements)}: out of range")
    return elements


def _limited(instance: Data, construction: Data, low: int) -> list[int]:
    elements = _distinct(integers(construction, "elements"), low, instance["value_max"])
    if not 2 <= len(elements) <= instance["size_max"]:
        raise Refuted(f"{len(elements)} elements")
    return elements


def _coloured(instance: Data, construction: Data) -> list[int]:
    colours = integers(construction, "colours")
    if not colours or not all(0 <= colour < instance["k"] for colour in colours):
        raise Refuted(f"expected colours 0 .. {instance['k'] - 1}")
    return colours


def _log(x: Fraction) -> tuple[Fraction, Fraction]:
    """Enclosure of the natural logarithm of x >= 1, from those of numerator and denominator."""
    log = Fraction(PRECISE.ln(Decimal(x.numerator))) - Fraction(PRECISE.ln(Decimal(x.denominator)))
    return log - ROUNDING, log + ROUNDING
