"""Twins of `csrc/eft/codes.hpp` and `signs.hpp`, by definition."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from eft.evaluation.verify.plain import Refuted, integers, rows

__all__ = [
    "autocorrelation_energy",
    "binary_code",
    "constant_weight_code",
    "covering_code",
    "covering_design",
    "merit_factor",
    "sign_determinant",
]

Data = Mapping[str, Any]


def binary_code(instance: Data, construction: Data) -> Fraction:
    """Number of words; every two differ in at least d places."""
    n, d = instance["n"], instance["d"]
    words = integers(construction, "words")
    if not words or not all(0 <= word < 1 << n for word in words):
        raise Refuted(f"expected words of {n} bits")
    for a, b in combinations(words, 2):
        if bin(a ^ b).count("1") < d:
            raise Refuted(f"words {a} and {b} are nearer than {d}")
    return Fraction(len(words))


def constant_weight_code(instance: Data, construction: Data) -> Fraction:
    """As `binary_code`; every word has the weight."""
    for word in integers(construction, "words"):
        if bin(word).count("1") != instance["weight"]:
            raise Refuted(f"word {word} has another weight than {instance['weight']}")
    return binary_code(instance, construction)


def covering_design(instance: Data, construction: Data) -> Fraction:
    """Number of blocks and of the t-sets in none of them."""
    v, k, t = instance["v"], instance["k"], instance["t"]
    blocks = rows(construction, "blocks", None, k)
    for block in blocks:
        if len(set(block)) < k or not all(0 <= point < v for point in block):
            raise Refuted(f"block {block}: expected {k} distinct points 0 .. {v - 1}")
    covered = {chosen for block in blocks for chosen in combinations(sorted(block), t)}
    return Fraction(len(blocks) + sum(chosen not in covered for chosen in combinations(range(v), t)))


def covering_code(instance: Data, construction: Data) -> Fraction:
    """Number of words and of those that are far from all of them."""
    q, radius, n = instance["q"], instance["radius"], instance["n"]
    words = rows(construction, "words", None, n)
    if not all(0 <= letter < q for word in words for letter in word):
        raise Refuted(f"expected letters 0 .. {q - 1}")
    chosen = sorted({tuple(word) for word in words})
    far = sum(
        all(sum(a != b for a, b in zip(word, other, strict=True)) > radius for other in chosen) for word in product(range(q), repeat=n)
    )
    return Fraction(len(words) + far)


def autocorrelation_energy(instance: Data, construction: Data) -> Fraction:
    """Sum of the squared autocorrelations."""
    s = _signs(integers(construction, "s", instance["n"]))
    n = len(s)
    return Fraction(sum(sum(s[i] * s[i + k] for i in range(n - k)) ** 2 for k in range(1, n)))


def merit_factor(instance: Data, construction: Data) -> Fraction:
    """n^2 / (2 E)."""
    return Fraction(instance["n"] ** 2, 2) / autocorrelation_energy(instance, construction)


def sign_determinant(instance: Data, construction: Data) -> Fraction:
    """|det| by fraction-free elimination, in which every division is exact (Bareiss, Math. Comp. 22, 1968)."""
    a = [_signs(row) for row in rows(construction, "matrix", instance["n"], instance["n"])]
    n, previous = len(a), 1
    for k in range(n - 1):
        pivot = next((i for i in range(k, n) if a[i][k]), None)
        if pivot is None:
            return Fraction(0)
        a[k], a[pivot] = a[pivot], a[k]
        for i in range(k + 1, n):
            a[i] = [0] * (k + 1) + [(a[i][j] * a[k][k] - a[i][k] * a[k][j]) // previous for j in range(k + 1, n)]
        previous = a[k][k]
    return Fraction(abs(a[-1][-1]))


def _signs(values: list[int]) -> list[int]:
    if not values or not all(value in (-1, 1) for value in values):
        raise Refuted("expected signs")
    return values
