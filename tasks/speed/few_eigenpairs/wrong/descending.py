# expect: invalid: expected ascending values
# largest first, as the inverse has them
import numpy as np


def solve(indptr, indices, data, k):
    n = len(indptr) - 1
    A = np.zeros((n, n))
    A[np.repeat(np.arange(n), np.diff(indptr)), indices] = data
    w, v = np.linalg.eigh(A)
    return {"w": w[k - 1 :: -1], "v": v[:, k - 1 :: -1]}
