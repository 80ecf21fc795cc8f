# expect: invalid: expected
# relaxation that ends too early
import numpy as np


def solve(indptr, indices, weight, sources):
    n = len(indptr) - 1
    tails = np.repeat(np.arange(n), np.diff(indptr))
    dist = np.full((len(sources), n), 1 << 40)
    dist[np.arange(len(sources)), sources] = 0
    for row in dist:
        for _ in range(3):
            np.minimum.at(row, indices, row[tails] + weight)
    dist[dist >= 1 << 40] = -1
    return {"dist": dist}
