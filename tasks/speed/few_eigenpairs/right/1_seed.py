# profile: cheap
import numpy as np


def solve(indptr, indices, data, k):
    # EVOLVE-BLOCK-START
    n = len(indptr) - 1
    A = np.zeros((n, n))
    for i in range(n):
        A[i, indices[indptr[i] : indptr[i + 1]]] = data[indptr[i] : indptr[i + 1]]
    w, v = np.linalg.eigh(A)
    # EVOLVE-BLOCK-END
    return {"w": w[:k], "v": v[:, :k]}
