"""P2 error of a rank-1 lattice rule, as a proved upper bound."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.verdict import Verdict, accept

EPS = 2.0**-53


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"]), "d": int(params["d"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    n, d = public["n"], public["d"]
    z = integer(answer, "z", d, 1, n - 1)
    top = upper_error(z.tolist(), n)
    return accept(log10_up(top), f"P2 error {top:.6e}", {"z": z.tolist(), "n": n})


def upper_error(z: list[int], n: int) -> float:
    """Upper bound of -1 + (1/n) sum_k prod_j (1 + 2 pi^2 B2({k z_j / n}) / j^2), at most 1e-12 (d = 10) above it.

    B2(r/n) = (6 r (r - n) + n^2) / (6 n^2) has an integer numerator below 2^53. A factor f = 1 + t is off by at most 8 eps (1 + |t|), so
    with M = prod (1 + |t_j|) a product of d factors is off by at most (9 d + d) eps M to first order; 16 d eps M covers the rest. Sums
    are exact (fsum).
    """
    k = np.arange(n, dtype=np.int64)
    product, most = np.ones(n), np.ones(n)
    for j, zj in enumerate(z, 1):
        r = k * zj % n
        t = (math.pi * math.pi / 3.0) * (6 * r * (r - n) + n * n) / (float(j * j) * n * n)
        product *= 1.0 + t
        most *= 1.0 + np.abs(t)
    total, slack = math.fsum([*product.tolist(), -float(n)]), 16.0 * len(z) * EPS * math.fsum(most.tolist())
    return math.nextafter((total + slack) / n * (1.0 + 4.0 * EPS), math.inf)


def log10_up(value: float) -> float:
    """Upper bound of log10: the library's logarithm is good to 2 ulps."""
    found = math.log10(value)
    return found + 4.0 * EPS * max(abs(found), 1.0)
