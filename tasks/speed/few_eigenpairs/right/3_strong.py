# profile: cheap
"""Lanczos on the inverse: a sparse factorisation that keeps the symmetric order, and only as exact as is asked for."""

import numpy as np
from scipy.sparse import csc_matrix
from scipy.sparse.linalg import LinearOperator, eigsh, splu


def solve(indptr, indices, data, k):
    n = len(indptr) - 1
    A = csc_matrix((data, indices.astype(np.int32), indptr.astype(np.int32)), shape=(n, n))  # symmetric: rows are columns
    factor = splu(A, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    inverse = LinearOperator((n, n), factor.solve, dtype=float)
    w, v = eigsh(inverse, k, which="LA", tol=1e-8, v0=np.ones(n))
    order = np.argsort(-w)
    return {"w": 1.0 / w[order], "v": v[:, order]}
