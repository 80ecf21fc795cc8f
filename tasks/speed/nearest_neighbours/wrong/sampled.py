# expect: invalid: expected
# searches every second point only
import numpy as np


def solve(X, Q, k):
    d = ((Q[:, None, :] - X[None, ::2, :]) ** 2).sum(axis=2)
    return {"idx": 2 * np.argsort(d, axis=1, kind="stable")[:, :k].astype(np.int64)}
