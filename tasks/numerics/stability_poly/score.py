"""Stability interval of a Runge-Kutta stability polynomial, as a proved lower bound from exact rational arithmetic."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from itertools import zip_longest
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.positivity import nonnegative_until
from eft.evaluation.blocks.rational import down
from eft.evaluation.blocks.verdict import Verdict, accept, reject

BITS, LARGEST = 100, 1.0  # coefficients are multiples of 2^-100 of at most 1 in size
DEPTH = 36  # the interval found is a multiple of 2^-36 of the proved largest one (real: of beta, imaginary: of beta^2)


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"s": int(params["s"]), "p": int(params["p"]), "axis": str(params["axis"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    s, p, axis = public["s"], public["p"], public["axis"]
    given = real(answer, "c", s - p)
    if (np.abs(given) > LARGEST).any():
        return reject(f"c: {given[int(np.abs(given).argmax())]:g} is larger than {LARGEST:g} in size")
    units = [round(Fraction(x) * 2**BITS) for x in given.tolist()]
    c = [Fraction(1, math.factorial(k)) for k in range(p + 1)] + [Fraction(u, 2**BITS) for u in units]
    beta = real_interval(c) if axis == "real" else imaginary_interval(c)
    return accept(beta, "", {"c": [str(u) for u in units], "bits": BITS})


def real_interval(c: list[Fraction]) -> float:
    """Lower bound of the largest beta with |P| <= 1 on [-beta, 0]. With t = -x, (1 - P)/t and 1 + P must not be negative."""
    s = len(c) - 1
    signed = [a if k % 2 == 0 else -a for k, a in enumerate(c)]
    below, above = [-a for a in signed[1:]], [1 + signed[0], *signed[1:]]
    end = Fraction(2 * s * s)
    return down(min(nonnegative_until(below, end, DEPTH), nonnegative_until(above, end, DEPTH)))


def imaginary_interval(c: list[Fraction]) -> float:
    """Lower bound of the largest beta with |P| <= 1 on [0, i beta]: 1 - |P(iy)|^2 is a polynomial in u = y^2 that is divided by its power of u."""
    even = [a if k % 2 == 0 else -a for k, a in enumerate(c[0::2])]
    odd = [a if k % 2 == 0 else -a for k, a in enumerate(c[1::2])]
    square = [a + b for a, b in zip_longest(_times(even, even), [Fraction(0), *_times(odd, odd)], fillvalue=Fraction(0))]
    rest = [1 - square[0], *(-a for a in square[1:])]
    while rest and rest[0] == 0:
        del rest[0]
    end = Fraction((len(c) - 2) ** 2)
    u = nonnegative_until(rest, end, DEPTH) if rest else end
    return math.nextafter(math.sqrt(down(u)), 0.0) if u else 0.0


def _times(a: list[Fraction], b: list[Fraction]) -> list[Fraction]:
    out = [Fraction(0)] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            out[i + j] += x * y
    return out
