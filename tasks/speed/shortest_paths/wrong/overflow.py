# expect: invalid: expected -1
# infinity turned into an integer
import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra


def solve(indptr, indices, weight, sources):
    n = len(indptr) - 1
    tails = np.repeat(np.arange(n), np.diff(indptr))
    dense = np.full((n, n), np.inf)
    np.minimum.at(dense, (tails, indices), weight.astype(float))
    rows, columns = np.nonzero(np.isfinite(dense))
    dist = dijkstra(coo_matrix((dense[rows, columns], (rows, columns)), shape=(n, n)).tocsr(), indices=sources)
    with np.errstate(invalid="ignore"):
        return {"dist": dist.astype(np.int64)}
