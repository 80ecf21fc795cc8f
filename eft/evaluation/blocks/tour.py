"""Integer distances of an instance as a matrix."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.stream import I64


def rounded_euclidean(xy: I64) -> I64:
    """Matrix of floor(√(dx² + dy²) + ½), exact for integer coordinates below 2**29 (float root, then corrected in integers)."""
    gap = xy[:, None, :] - xy[None, :, :]
    square = (gap * gap).sum(axis=2)
    root = np.floor(np.sqrt(square) + 0.5).astype(np.int64)
    root -= (root > 0) & ((2 * root - 1) ** 2 > 4 * square)
    root += (2 * root + 1) ** 2 <= 4 * square
    return np.asarray(root, dtype=np.int64)
