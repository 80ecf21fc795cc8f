"""Weighted ripple of a linear-phase filter with integer taps, as a proved upper bound.

The amplitude h[0] + 2 sum h[k] cos(k w) is a cosine polynomial with integer coefficients, so `trigmax` bounds it from both sides on every band.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import integer, scalar
from eft.evaluation.blocks.rational import up
from eft.evaluation.blocks.trigmax import upper_bound_on
from eft.evaluation.blocks.verdict import Verdict, accept, reject

EPS = 2.0**-53
SAMPLES = 8000  # on the whole circle; band edges are multiples of pi / 40, so they are samples
LEAST_SCALE, LARGEST_SCALE = 2.0**-10, 2.0**20
BANDS = {  # edges as shares of the half circle, desired amplitude
    "low": ([[0.0, 0.4, 1.0], [0.55, 1.0, 0.0]], [1.0, 10.0]),
    "band": ([[0.0, 0.2, 0.0], [0.35, 0.6, 1.0], [0.75, 1.0, 0.0]], [10.0, 1.0, 10.0]),
}


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    bands, weight = BANDS[params["kind"]]
    return {"taps": int(params["taps"]), "bits": int(params["bits"]), "bands": np.array(bands), "weight": np.array(weight)}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    largest = 2 ** (public["bits"] - 1) - 1
    h = integer(answer, "h", (public["taps"] + 1) // 2, -largest, largest).tolist()
    scale = scalar(answer, "scale")
    if not LEAST_SCALE <= scale <= LARGEST_SCALE:
        return reject(f"scale is {scale:g}, expected {LEAST_SCALE:g}..{LARGEST_SCALE:g}")
    ripples = band_ripples(h, Fraction(scale), public["bands"].tolist(), public["weight"].tolist())
    worst = max(range(len(ripples)), key=ripples.__getitem__)
    return accept(log10_up(ripples[worst]), f"worst in band {worst}", {"h": h, "scale": scale.hex()})


def band_ripples(h: list[int], scale: Fraction, bands: list[list[float]], weight: list[float]) -> list[Fraction]:
    """Upper bound of weight |A / scale - D| on every band."""
    c = [h[0], *(2 * a for a in h[1:])]
    out = []
    for (low, high, desired), w in zip(bands, weight, strict=True):
        first, last = round(low * SAMPLES / 2), round(high * SAMPLES / 2)
        over = upper_bound_on(c, SAMPLES, first, last) / scale - Fraction(desired)
        under = upper_bound_on([-a for a in c], SAMPLES, first, last) / scale + Fraction(desired)
        out.append(Fraction(w) * max(over, under))
    return out


def log10_up(exact: Fraction) -> float:
    """Upper bound of log10: the library's logarithm is good to 2 ulps."""
    value = math.log10(up(exact))
    return value + 4.0 * EPS * max(abs(value), 1.0)
