# profile: cheap
import numpy as np


def solve(X, Q, k):
    # EVOLVE-BLOCK-START
    idx = np.empty((len(Q), k), dtype=np.int64)
    for i in range(len(Q)):
        distance = ((X - Q[i]) ** 2).sum(axis=1)
        idx[i] = np.argsort(distance, kind="stable")[:k]
    # EVOLVE-BLOCK-END
    return {"idx": idx}
