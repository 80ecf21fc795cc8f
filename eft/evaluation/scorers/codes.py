"""Codes, coverings, sequences and matrices of signs (`csrc/eft/codes.hpp`, `signs.hpp`)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers.record import Score, scored

__all__ = [
    "autocorrelation_energy",
    "binary_code",
    "constant_weight_code",
    "covering_code",
    "covering_design",
    "merit_factor",
    "sign_determinant",
]

Integers = NDArray[np.int64]
ANY_WEIGHT = -1


def binary_code(n: int, d: int, words: Integers) -> Score:
    """Size of a binary code of length n and minimum Hamming distance d. Maximised.

    words: (m,), 1 <= m <= 65536, distinct integers in [0, 2^n). ValueError unless 1 <= d <= n <= 62.
    """
    return scored(_scorers.binary_code(n, d, ANY_WEIGHT, words), "codes.binary_code", "max", {"n": n, "d": d}, {"words": words})


def constant_weight_code(n: int, d: int, weight: int, words: Integers) -> Score:
    """As `binary_code`, all words having `weight` ones. ValueError also unless 0 <= weight <= n."""
    if weight < 0:
        raise ValueError("weight: expected at least 0")
    instance = {"n": n, "d": d, "weight": weight}
    return scored(_scorers.binary_code(n, d, weight, words), "codes.constant_weight_code", "max", instance, {"words": words})


def covering_design(v: int, k: int, t: int, blocks: Integers) -> Score:
    """Blocks + t-sets of the points 0 .. v-1 that no block covers (each could be covered by one more block). Minimised.

    blocks: (m, k), m <= 65536, distinct points in a row. ValueError unless 1 <= t <= k <= v <= 62 and v has at most 2^24 t-sets.
    """
    instance = {"v": v, "k": k, "t": t}
    return scored(_scorers.covering_design(v, k, t, blocks), "codes.covering_design", "min", instance, {"blocks": blocks})


def covering_code(q: int, radius: int, n: int, words: Integers) -> Score:
    """Words + words of n letters 0 .. q-1 that differ in more than `radius` letters from all of them (each could be added). Minimised.

    words: (m, n), m <= 65536. ValueError unless 2 <= q <= 64, 1 <= n <= 24, 0 <= radius <= n and q^n <= 2^24.
    """
    instance = {"q": q, "radius": radius, "n": n}
    return scored(_scorers.covering_code(q, radius, n, words), "codes.covering_code", "min", instance, {"words": words})


def autocorrelation_energy(s: Integers) -> Score:
    """Sum over k = 1 .. n-1 of C_k^2, C_k = sum of s_i s_(i+k). s: (n,), 1 <= n <= 16384, entries -1 or 1. Minimised."""
    return scored(_scorers.autocorrelation_energy(s), "codes.autocorrelation_energy", "min", {"n": len(s)}, {"s": s})


def merit_factor(s: Integers) -> Score:
    """n^2 / (2 E) with the energy E of `autocorrelation_energy`; n >= 2. Maximised; exact. Source: Golay, IEEE Trans. Inf. Theory 18 (1972)."""
    return scored(_scorers.merit_factor(s), "codes.merit_factor", "max", {"n": len(s)}, {"s": s})


def sign_determinant(matrix: Integers) -> Score:
    """|det| of a square matrix of signs. matrix: (n, n), 1 <= n <= 72, entries -1 or 1. Maximised; exact below 2^223."""
    return scored(_scorers.sign_determinant(matrix), "codes.sign_determinant", "max", {"n": len(matrix)}, {"matrix": matrix})
