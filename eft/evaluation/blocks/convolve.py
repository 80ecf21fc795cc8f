"""Exact integer correlations."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def aperiodic_autocorrelation(sequence: NDArray[np.int64]) -> NDArray[np.int64]:
    """C_k = sum_i s_i s_(i+k) for k = 0 .. n-1; exact while sum s_i^2 < 2^63."""
    return np.correlate(sequence, sequence, "full")[len(sequence) - 1 :]
