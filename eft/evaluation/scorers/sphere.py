"""Directions in R^d: Riesz energy and the smallest angle, as proved bounds (`csrc/eft/sphere.hpp` has the proofs)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.blocks.quantise import grid
from eft.evaluation.scorers.record import Score, scored

__all__ = ["riesz_energy", "tammes"]

Floats = NDArray[np.float64]
BITS = 40  # coordinates are integers over 2^40, never normalised
LIMIT = 1024.0  # and clipped to this first


def riesz_energy(s: int, points: Floats) -> Score:
    """Upper bound of the sum over pairs of |x/|x| - y/|y||^-s, or of -log |x/|x| - y/|y|| for s = 0. Minimised.

    s: 0 .. 60. points: (n, d), 2 <= n <= 4096, 1 <= d <= 64, none zero, no two of one direction. The reason says how tight the bound is.
    """
    raw = _scorers.riesz_energy(s, points)
    n, d = points.shape
    return scored(raw, "sphere.riesz_energy", "min", {"n": n, "d": d, "s": s}, _construction(points), "bound")


def tammes(points: Floats) -> Score:
    """Lower bound of the smallest angle between two of the directions, in degrees. Maximised.

    points: (n, d), 2 <= n <= 4096, 1 <= d <= 64, none zero. Angles with sine below 2^-32 count as 0.
    """
    raw = _scorers.tammes(points)
    n, d = points.shape
    return scored(raw, "sphere.tammes", "max", {"n": n, "d": d}, _construction(points), "bound")


def _construction(points: Floats) -> dict[str, NDArray[np.int64]]:
    return {"points": grid(np.nan_to_num(points), BITS, LIMIT)}
