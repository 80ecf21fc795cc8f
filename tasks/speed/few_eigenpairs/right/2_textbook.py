# profile: cheap
"""Lanczos: products with the matrix alone, only as exact as is asked for."""

from scipy.sparse import csr_matrix
from scipy.sparse.linalg import eigsh


def solve(indptr, indices, data, k):
    n = len(indptr) - 1
    w, v = eigsh(csr_matrix((data, indices, indptr), shape=(n, n)), k, which="SA", tol=1e-9)
    return {"w": w, "v": v}
