"""Sets of integers and vectors with forbidden or required coincidences (`csrc/eft/additive.hpp`, `sumsets.hpp`, `patterns.hpp`)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers.record import Raw, Score, scored

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

Integers = NDArray[np.int64]


def golomb(marks: Integers) -> Score:
    """Length of a Golomb ruler: all differences of two marks are distinct. marks: (n,), 2 <= n <= 4096, |mark| <= 2^40, any order. Minimised."""
    return scored(_scorers.golomb(marks), "additive.golomb", "min", {"n": len(marks)}, {"marks": marks})


def difference_triangles(marks: Integers) -> Score:
    """Greatest length of a row of a difference triangle set: Golomb rulers that share no difference.

    marks: (rows, columns), 1 to 64 rows of 2 to 64 marks, |mark| <= 2^40, any order within a row. Minimised.
    """
    raw = _scorers.difference_triangles(marks)
    instance = {"rows": marks.shape[0], "columns": marks.shape[-1]}
    return scored(raw, "additive.difference_triangles", "min", instance, {"marks": marks})


def bh_set(h: int, largest: int, elements: Integers) -> Score:
    """Size of a B_h set in {1 .. largest}: all sums of h elements (repetition allowed) are distinct; h = 2 is a Sidon set. Maximised.

    elements: (m,), any order, with at most 2^22 sums. ValueError unless 2 <= h <= 8 and 1 <= largest <= 2^40.
    """
    instance = {"h": h, "largest": largest}
    return scored(_scorers.bh_set(h, largest, elements), "additive.bh_set", "max", instance, {"elements": elements})


def difference_basis(n: int, elements: Integers, *, restricted: bool = False) -> Score:
    """m^2 / n for a set of m integers whose differences cover 1 .. n. Minimised; exact.

    elements: (m,), 2 <= m <= 4096, any order; in [0, n] if `restricted` (a complete sparse ruler), else |element| <= 2^40.
    ValueError unless 1 <= n <= 2^24. Source of the ratio: Golay, J. London Math. Soc. 4 (1972).
    """
    instance = {"n": n, "restricted": int(restricted)}
    raw = _scorers.difference_basis(n, restricted, elements)
    return scored(raw, "additive.difference_basis", "min", instance, {"elements": elements})


def sum_difference_ratio(size_max: int, value_max: int, elements: Integers) -> Score:
    """Lower bound, off by less than 1e-15, of log(|A+A| / |A|) / log(|A-A| / |A|). Maximised.

    elements: (m,), 2 <= m <= size_max distinct integers, |a| <= value_max, any order. ValueError unless 2 <= size_max <= 65536 and
    1 <= value_max <= 2^35. Time grows with m^2: below 1 ms for 500 elements, seconds for 50,000.
    """
    instance = {"size_max": size_max, "value_max": value_max}
    raw = _scorers.sum_difference_ratio(size_max, value_max, elements)
    return scored(raw, "additive.sum_difference_ratio", "max", instance, {"elements": elements}, "bound")


def sum_difference_lemma(size_max: int, value_max: int, elements: Integers) -> Score:
    """Lower bound, off by less than 1e-15, of 1 + log(|U-U| / |U+U|) / log(2 max U + 1). Maximised; 5/4 can't be passed.

    elements: (m,), 2 <= m <= size_max distinct integers in [0, value_max], 0 among them, any order. ValueError unless 2 <= size_max <= 65536
    and 1 <= value_max <= 2^35. Source: Gyarmati, Hennecart, Ruzsa, Funct. Approx. Comment. Math. 37 (2007).
    """
    instance = {"size_max": size_max, "value_max": value_max}
    raw = _scorers.sum_difference_lemma(size_max, value_max, elements)
    return scored(raw, "additive.sum_difference_lemma", "max", instance, {"elements": elements}, "bound")


def cap_set(n: int, vectors: Integers) -> Score:
    """Size of a cap set: distinct vectors of F_3^n, no three of which sum to zero. vectors: (m, n) in {0, 1, 2}. Maximised.

    ValueError unless 1 <= n <= 12.
    """
    return scored(_scorers.cap_set(n, vectors), "additive.cap_set", "max", {"n": n}, {"vectors": vectors})


def progression_free(largest: int, terms: int, elements: Integers) -> Score:
    """Size of a subset of {1 .. largest} without an arithmetic progression of `terms` members. Maximised.

    elements: (m,), any order. ValueError unless 1 <= largest <= 65536 and 3 <= terms <= 65536.
    """
    instance = {"largest": largest, "terms": terms}
    raw = _scorers.progression_free(largest, terms, elements)
    return scored(raw, "additive.progression_free", "max", instance, {"elements": elements})


def schur_colouring(k: int, colours: Integers, *, weak: bool = False) -> Score:
    """Length of the longest prefix of a k-colouring of 1, 2, ... without a + b = c in one colour (weak: a and b distinct). Maximised.

    colours: (n,), 1 <= n <= 65536, entries in [0, k); entry i is the colour of i + 1. ValueError unless 1 <= k <= 64.
    """
    raw = _scorers.schur_colouring(k, weak, colours)
    return scored(raw, "additive.schur_colouring", "max", {"k": k, "weak": int(weak)}, {"colours": _prefix(raw, colours)})


def van_der_waerden_colouring(k: int, terms: int, colours: Integers) -> Score:
    """Length of the longest prefix of a k-colouring of 1, 2, ... without a progression of `terms` members in one colour. Maximised.

    colours: as in `schur_colouring`. ValueError unless 1 <= k <= 64 and 3 <= terms <= 65536.
    """
    raw = _scorers.van_der_waerden_colouring(k, terms, colours)
    return scored(raw, "additive.van_der_waerden_colouring", "max", {"k": k, "terms": terms}, {"colours": _prefix(raw, colours)})


def _prefix(raw: Raw, colours: Integers) -> Integers:
    """What the scorer kept."""
    return colours[: raw.numerator] if raw.valid else colours
