"""Sets of integers with forbidden coincidences (`csrc/eft/additive.hpp`)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers.record import Score, scored

__all__ = ["golomb"]

Integers = NDArray[np.int64]


def golomb(marks: Integers) -> Score:
    """Length of a Golomb ruler: all differences of two marks are distinct. marks: (n,), 2 <= n <= 4096, |mark| <= 2^40, any order. Minimised."""
    return scored(_scorers.golomb(marks), "additive.golomb", "min", {"n": len(marks)}, {"marks": marks})
