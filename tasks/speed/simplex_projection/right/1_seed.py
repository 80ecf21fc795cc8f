# profile: cheap; instance: m=1000,n=1000
import numpy as np


def solve(Y):
    # EVOLVE-BLOCK-START
    X = np.empty_like(Y)
    for i in range(len(Y)):
        u = np.sort(Y[i])[::-1]
        sums = np.cumsum(u) - 1.0
        k = np.nonzero(u * np.arange(1, len(u) + 1) > sums)[0][-1]
        X[i] = np.maximum(Y[i] - sums[k] / (k + 1), 0.0)
    # EVOLVE-BLOCK-END
    return {"X": X}
