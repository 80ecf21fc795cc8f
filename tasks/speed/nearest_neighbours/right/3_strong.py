# profile: cheap
"""One product gives keys that hold distance and index (what a query adds to all of its distances is left out), in blocks that stay in the
cache; for many points of few dimensions a tree, with room for ties."""

import numpy as np
from scipy.spatial import cKDTree

BLOCK = 1 << 17


def solve(X, Q, k):
    n, d = X.shape
    if d <= 6 and n >= 2000:
        near = _tree(X, Q, k)
        if near is not None:
            return {"idx": near}
    table = np.empty((d + 1, n))
    np.multiply(X.T, -2.0 * n, out=table[:d])
    table[d] = np.einsum("ij,ij->i", X, X) * n + np.arange(n)
    queries = np.empty((len(Q), d + 1))
    queries[:, :d], queries[:, d] = Q, 1.0
    idx = np.empty((len(Q), k), dtype=np.int64)
    step = max(1, BLOCK // n)
    for start in range(0, len(Q), step):
        keys = queries[start : start + step] @ table
        keys.partition(k - 1, axis=1)
        best = keys[:, :k]
        best.sort(axis=1)
        idx[start : start + step] = best
    idx %= n
    return {"idx": idx}


def _tree(X, Q, k):
    more = min(len(X), k + 16)
    _, near = cKDTree(X, balanced_tree=False, compact_nodes=False).query(Q, more)
    distance = ((X[near] - Q[:, None, :]) ** 2).sum(axis=2)
    if more < len(X) and (distance[:, k - 1] == distance[:, -1]).any():
        return None
    keys = distance * len(X) + near
    keys.sort(axis=1)
    return keys[:, :k].astype(np.int64) % len(X)
