# profile: cheap; instance: m=1000,n=1000
"""All rows sorted at once."""

import numpy as np


def solve(Y):
    U = -np.sort(-Y, axis=1)
    sums = np.cumsum(U, axis=1) - 1.0
    k = np.count_nonzero(U * np.arange(1, Y.shape[1] + 1) > sums, axis=1) - 1
    t = sums[np.arange(len(Y)), k] / (k + 1)
    return {"X": np.maximum(Y - t[:, None], 0.0)}
