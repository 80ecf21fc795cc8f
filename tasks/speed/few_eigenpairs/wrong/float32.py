# expect: invalid: |A v - w v| is
import numpy as np


def solve(indptr, indices, data, k):
    n = len(indptr) - 1
    A = np.zeros((n, n), dtype=np.float32)
    A[np.repeat(np.arange(n), np.diff(indptr)), indices] = data
    w, v = np.linalg.eigh(A)
    v, _ = np.linalg.qr(v[:, :k].astype(np.float64))
    return {"w": w[:k].astype(np.float64), "v": v}
