# expect: invalid: v is not orthonormal
# the smallest pair k times
import numpy as np


def solve(indptr, indices, data, k):
    n = len(indptr) - 1
    A = np.zeros((n, n))
    A[np.repeat(np.arange(n), np.diff(indptr)), indices] = data
    w, v = np.linalg.eigh(A)
    return {"w": np.repeat(w[:1], k), "v": np.repeat(v[:, :1], k, axis=1)}
