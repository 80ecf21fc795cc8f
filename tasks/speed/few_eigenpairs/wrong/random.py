# expect: invalid: |A v - w v| is
# orthonormal vectors with their Rayleigh quotients
import numpy as np


def solve(indptr, indices, data, k):
    n = len(indptr) - 1
    A = np.zeros((n, n))
    A[np.repeat(np.arange(n), np.diff(indptr)), indices] = data
    v, _ = np.linalg.qr(np.random.default_rng(1).normal(size=(n, k)))
    w, turn = np.linalg.eigh(v.T @ A @ v)
    return {"w": w, "v": v @ turn}
