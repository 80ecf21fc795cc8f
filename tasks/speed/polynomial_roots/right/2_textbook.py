# profile: cheap
"""Eigenvalues of all colleague matrices in one call."""

import numpy as np


def solve(c):
    batch, n = c.shape[0], c.shape[1] - 1
    M = np.zeros((batch, n, n))
    rows = np.arange(n - 1)
    M[:, rows, rows + 1] = M[:, rows + 1, rows] = 0.5
    M[:, 0, 1] = M[:, 1, 0] = np.sqrt(0.5)
    scale = np.full(n, np.sqrt(0.5))
    scale[0] = 1.0
    M[:, :, -1] -= c[:, :-1] / c[:, -1:] * (scale / scale[-1]) * 0.5
    return {"x": np.sort(np.linalg.eigvals(M).real, axis=1)}
