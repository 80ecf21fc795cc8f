"""Certified maximum of a polynomial with coefficients -1 and 1 on the unit circle."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.rational import up
from eft.evaluation.blocks.trigmax import upper_bound
from eft.evaluation.blocks.verdict import Verdict, accept, reject

SAMPLES = 64  # per coefficient; the bound of |p|^2 is at most 0.12 % above the maximum


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    terms = public["n"] + 1
    s = integer(answer, "s", terms, -1, 1)
    if not s.all():
        return reject(f"s[{int(np.flatnonzero(s == 0)[0])}] is 0, expected -1 or 1")
    c = np.correlate(s, s, "full")[terms - 1 :]  # |p|^2 = c_0 + 2 sum c_k cos kx
    c[1:] *= 2
    square = upper_bound(c, SAMPLES * terms) / terms
    return accept(_root_up(square), certificate={"s": s.tolist()})


def _root_up(square: Fraction) -> float:
    """A double that is not below the square root of the fraction, off by less than 2^-40."""
    return up(Fraction(math.isqrt((square.numerator << 160) // square.denominator) + 1, 1 << 80))
