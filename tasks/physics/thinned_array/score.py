"""Peak sidelobe of a thinned linear array in decibels, as a proved upper bound.

The power pattern |sum exp(i pi u n)|^2 is the cosine polynomial c_0 + sum c_k cos(k pi u), c_0 = k and c_k twice the
number of pairs of elements at distance k: integers, so `trigmax` bounds its maximum over the band.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.rational import up
from eft.evaluation.blocks.trigmax import upper_bound_on
from eft.evaluation.blocks.verdict import Verdict, accept, reject

FINE = 96  # samples per element: a peak is exceeded by about (2 pi / FINE)^2 / 8 of itself, 0.0023 dB
EPS = 2.0**-53


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The band begins at u0 = 3 / n."""
    n = int(params["n"])
    return {"n": n, "k": int(params["k"]), "u0": 3.0 / n}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    n, k = public["n"], public["k"]
    on = np.sort(integer(answer, "on", k, 0, n - 1))
    if (on[1:] == on[:-1]).any():
        twice = int(on[:-1][on[1:] == on[:-1]][0])
        return reject(f"on: element {twice} appears twice")
    if on[0] != 0 or on[-1] != n - 1:
        return reject(f"on: both end elements 0 and {n - 1} must be switched on")
    peak = peak_power(on.tolist(), n, 3 * FINE // 2)
    ratio = up(peak / (k * k))
    value = 10.0 * math.log10(ratio)
    return accept(value + 8.0 * EPS * abs(value), f"largest sidelobe {value:.4f} dB", {"on": on.tolist(), "n": n})


def peak_power(on: list[int], n: int, first: int) -> Fraction:
    """Upper bound of |sum exp(i pi u m)|^2 over 2 first / (FINE n) <= u <= 1."""
    bits = np.zeros(n, dtype=np.int64)
    bits[on] = 1
    pairs = np.correlate(bits, bits, mode="full")[n - 1 :]
    pairs[1:] *= 2
    return upper_bound_on(pairs, FINE * n, first, FINE * n // 2)
