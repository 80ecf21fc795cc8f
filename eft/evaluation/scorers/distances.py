"""Distances among points of R^d: the ratio of the largest to the smallest, and kissing configurations (`csrc/eft/distances.hpp`)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.blocks.quantise import grid
from eft.evaluation.scorers.record import Score, scored

__all__ = ["kissing", "ratio"]

BITS = 40  # real coordinates are integers over 2^40
LIMIT = 1024.0  # and clipped to this first


def ratio(points: NDArray[np.float64]) -> Score:
    """(largest distance / smallest distance)^2, exact. points: (n, d), 2 <= n <= 4096, 1 <= d <= 64, no two equal. Minimised."""
    raw = _scorers.distance_ratio(points)
    n, d = points.shape
    return scored(raw, "distances.ratio", "min", {"n": n, "d": d}, {"points": grid(np.nan_to_num(points), BITS, LIMIT)})


def kissing(vectors: NDArray[np.int64]) -> Score:
    """Number of vectors of a kissing configuration: none is zero, and no two are nearer than the longest is long. Maximised.

    vectors: (m, d), 1 <= m <= 65536, 1 <= d <= 64, |entry| <= 10^12.
    """
    return scored(_scorers.kissing(vectors), "distances.kissing", "max", {"d": vectors.shape[1]}, {"vectors": vectors})
