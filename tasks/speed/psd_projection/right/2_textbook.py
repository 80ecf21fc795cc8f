# profile: cheap
import numpy as np


def solve(A):
    X = np.empty_like(A)
    for i in range(len(A)):
        w, V = np.linalg.eigh(A[i])
        X[i] = V @ np.diag(np.maximum(w, 0.0)) @ V.T
    return {"X": X}
