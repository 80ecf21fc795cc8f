# profile: cheap
"""Compiled Dijkstra of SciPy; parallel arcs are merged to the lightest first, for the matrix would add them up."""

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra


def solve(indptr, indices, weight, sources):
    n = len(indptr) - 1
    tails = np.repeat(np.arange(n), np.diff(indptr))
    keys = np.sort((tails * n + indices) * 1024 + weight)
    pairs = keys >> 10
    first = np.r_[True, pairs[1:] != pairs[:-1]]
    pairs, light = pairs[first], keys[first] & 1023
    counts = np.searchsorted(pairs, np.arange(n + 1) * n)
    graph = csr_matrix((light.astype(float), (pairs % n).astype(np.int32), counts.astype(np.int32)), shape=(n, n))
    dist = dijkstra(graph, indices=sources)
    return {"dist": np.where(np.isinf(dist), -1.0, dist).astype(np.int64)}
