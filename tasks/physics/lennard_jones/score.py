"""Lennard-Jones energy of a cluster, as a proved upper bound."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eft.evaluation.blocks.answers import matrix
from eft.evaluation.blocks.quantise import grid
from eft.evaluation.blocks.verdict import Verdict, accept, reject

BITS, LIMIT = 40, 32.0  # coordinates are clipped to [-32, 32] and rounded to multiples of 2^-40: differences are exact doubles
EPS = 2.0**-53


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"N": int(params["N"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    units = grid(matrix(answer, "p", public["N"], 3), BITS, LIMIT)
    i, j = np.triu_indices(len(units), 1)
    gaps = units[i] - units[j]
    same = np.flatnonzero((gaps == 0).all(axis=1))
    if len(same):
        return reject(f"p: atoms {i[same[0]]} and {j[same[0]]} are at the same place")
    return accept(upper_energy(gaps), "", {"p": units.tolist(), "bits": BITS})


def upper_energy(gaps: NDArray[np.int64]) -> float:
    """Upper bound of 4 sum (r^-12 - r^-6) over difference vectors [pairs, 3] in grid units of 2^-40.

    The squared distance is off by at most 4 eps of itself, its inverse by 5, r^-6 = (r^-2)^3 by 18, r^-12 by 38; the difference of two
    terms that are each off by at most 40 eps is off by at most 41 eps of their sum. The sum is exact (fsum).
    """
    d = gaps.astype(np.float64) * 2.0**-BITS
    inverse = 1.0 / (d[:, 0] * d[:, 0] + d[:, 1] * d[:, 1] + d[:, 2] * d[:, 2])
    six = inverse * inverse * inverse
    twelve = six * six
    slack = 41.0 * EPS * math.fsum((twelve + six).tolist()) * (1.0 + 8.0 * EPS)
    return 4.0 * math.nextafter(math.fsum([*(twelve - six).tolist(), slack]), math.inf)
