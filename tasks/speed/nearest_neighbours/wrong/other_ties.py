# expect: invalid: expected
# ties by the higher index
import numpy as np


def solve(X, Q, k):
    n = len(X)
    keys = ((Q[:, None, :] - X[None, :, :]) ** 2).sum(axis=2) * n + np.arange(n)[::-1]
    best = np.sort(keys, axis=1)[:, :k].astype(np.int64)
    return {"idx": n - 1 - best % n}
