"""Rounding to the grid on which a verdict is computed: the quantised object is the answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def grid(values: NDArray[np.float64], bits: int, limit: float) -> NDArray[np.int64]:
    """Integers round(x 2^bits) of x clipped to [-limit, limit]; limit 2^bits must be below 2^62.

    Scaling by a power of two and rounding a double to an integer are exact operations, so the result is the same everywhere.
    """
    if limit * 2.0**bits >= 2.0**62:
        raise ValueError(f"limit {limit} on a grid of {bits} bits does not fit in 64 bits")
    return np.rint(np.clip(values, -limit, limit) * 2.0**bits).astype(np.int64)
