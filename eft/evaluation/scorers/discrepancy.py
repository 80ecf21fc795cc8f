"""Star discrepancy of points in the unit square, exact (`csrc/eft/discrepancy.hpp`)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.blocks.quantise import grid
from eft.evaluation.scorers.record import Score, scored

__all__ = ["star"]

BITS = 32  # coordinates are integers over 2^32


def star(points: NDArray[np.float64]) -> Score:
    """Largest difference between the area of a box at the origin, open or closed, and its share of the points. Minimised.

    points: (n, 2), 1 <= n <= 4096, in [0, 1] after rounding.
    """
    raw = _scorers.star_discrepancy(points)
    return scored(raw, "discrepancy.star", "min", {"n": len(points)}, {"points": grid(np.nan_to_num(points), BITS, 2.0)})
