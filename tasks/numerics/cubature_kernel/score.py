"""Worst-case error of a cubature rule for the anchored Sobolev kernel prod min(1 - x, 1 - y), as a proved upper bound (Warnock's formula)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.quantise import grid
from eft.evaluation.blocks.verdict import Verdict, accept, reject

Floats = NDArray[np.float64]

BITS = 40  # coordinates and weights are multiples of 2^-40, so 1 - x is an exact double
LARGEST = 1024.0  # weights are clipped to this
EPS = 2.0**-53


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"d": int(params["d"]), "n": int(params["n"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    n, d = public["n"], public["d"]
    x, w = real(answer, "x", (n, d)), real(answer, "w", n)
    outside = np.argwhere((x < 0.0) | (x > 1.0))
    if len(outside):
        i, j = outside[0]
        return reject(f"x[{i}][{j}] is {x[i, j]:g}, expected 0..1")
    points, weights = grid(x, BITS, 1.0), grid(w, BITS, LARGEST)
    square = upper_square(points * 2.0**-BITS, weights * 2.0**-BITS)
    value = 0.5 * math.log10(square)
    certificate = {"x": points.tolist(), "w": weights.tolist(), "bits": BITS}
    return accept(value + 4.0 * EPS * max(abs(value), 1.0), f"worst-case error {math.sqrt(square):.6e}", certificate)


def upper_square(x: Floats, w: Floats) -> float:
    """Upper bound of e^2 = 3^-d - 2^(1-d) sum w_i prod_j (1 - x_ij^2) + sum w_i w_k prod_j (1 - max(x_ij, x_kj)); always positive.

    1 - max is exact, so a term of the double sum is off by at most (d + 1) eps of itself. 1 - x^2 = (1 - x)(1 + x): 1 + x is off by eps, a
    factor by 2 eps, a term by (3 d + 1) eps. 3^-d is off by 2 eps. All sums are exact (fsum); 4 d + 4 covers what is left of second order.
    """
    d = x.shape[1]
    volume, rest = 1.0 / 3.0**d, 1.0 - x
    single = 2.0 ** (1 - d) * w * (rest * (1.0 + x)).prod(axis=1)
    pairs = np.multiply.outer(w, w)
    for j in range(d):
        pairs *= np.minimum.outer(rest[:, j], rest[:, j])
    terms = np.concatenate([[volume], -single, pairs.ravel()])
    total, slack = math.fsum(terms.tolist()), (4.0 * d + 4.0) * EPS * math.fsum(np.abs(terms).tolist())
    return math.nextafter(max(total, 0.0) + slack, math.inf)
