# expect: invalid: expected
# counts arcs
import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra


def solve(indptr, indices, weight, sources):
    n = len(indptr) - 1
    graph = csr_matrix((np.ones(len(indices)), indices.astype(np.int32), indptr.astype(np.int32)), shape=(n, n))
    dist = dijkstra(graph, indices=sources, unweighted=True)
    return {"dist": np.where(np.isinf(dist), -1.0, dist).astype(np.int64)}
