# profile: cheap
"""All decompositions in one call, then products (symmetric rank-k updates to NumPy) with the smaller half of each spectrum."""

import numpy as np


def solve(A):
    w, V = np.linalg.eigh(A)
    V *= np.sqrt(np.abs(w))[:, None, :]
    X = np.empty_like(A)
    for x, a, v, k in zip(X, A, V, (w < 0).sum(axis=1).tolist(), strict=False):
        if 2 * k > len(a):
            half = v[:, k:]
            np.matmul(half, half.T, out=x)
        else:
            half = v[:, :k]
            np.matmul(half, half.T, out=x)
            x += a
    return {"X": X}
