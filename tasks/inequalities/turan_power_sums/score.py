"""Largest of the first n power sums of n complex numbers, exact under a square root (Turan's problem)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.quantise import grid
from eft.evaluation.blocks.rational import up
from eft.evaluation.blocks.verdict import Verdict, accept, reject

BITS = 40
LIMIT = 1024.0


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    n = public["n"]
    re = grid(real(answer, "re", n), BITS, LIMIT).tolist()
    im = grid(real(answer, "im", n), BITS, LIMIT).tolist()
    norm = max(x * x + y * y for x, y in zip(re, im, strict=True))
    if norm == 0:
        return reject("re, im: all numbers are zero on the grid of 2^-40")
    square, k = _largest(re, im, norm)
    note = f"largest at k = {k}"
    if norm != 1 << 2 * BITS or (1 << BITS, 0) not in zip(re, im, strict=True):
        note += "; divided by the number of largest modulus"
    return accept(_root_up(square), note, {"re": re, "im": im, "bits": BITS})


def _largest(re: list[int], im: list[int], norm: int) -> tuple[Fraction, int]:
    """Largest |sum of (z_j / w)^k|^2 = |sum of z_j^k|^2 / |w|^(2k) over k = 1 .. n, and the k, with |w|^2 = norm."""
    powers = [(1, 0)] * len(re)
    best, where, scale = Fraction(-1), 0, 1
    for k in range(1, len(re) + 1):
        powers = [(a * x - b * y, a * y + b * x) for (a, b), x, y in zip(powers, re, im, strict=True)]
        scale *= norm
        square = Fraction(sum(a for a, _ in powers) ** 2 + sum(b for _, b in powers) ** 2, scale)
        if square > best:
            best, where = square, k
    return best, where


def _root_up(square: Fraction) -> float:
    """A double that is not below the square root of the fraction, off by less than 2^-50."""
    return up(Fraction(math.isqrt((square.numerator << 160) // square.denominator) + 1, 1 << 80))
