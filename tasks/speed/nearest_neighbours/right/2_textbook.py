# profile: cheap
"""One product for all distances, and a stable sort of every row."""

import numpy as np


def solve(X, Q, k):
    distance = (Q * Q).sum(axis=1)[:, None] - 2.0 * (Q @ X.T) + (X * X).sum(axis=1)
    return {"idx": np.argsort(distance, axis=1, kind="stable")[:, :k]}
