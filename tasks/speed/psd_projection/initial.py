import numpy as np


def solve(A):
    # EVOLVE-BLOCK-START
    X = np.empty_like(A)
    for i in range(len(A)):
        w, V = np.linalg.eig(A[i])
        w, V = w.real, V.real
        X[i] = V @ np.diag(np.maximum(w, 0.0)) @ np.linalg.inv(V)
        X[i] = (X[i] + X[i].T) / 2
    # EVOLVE-BLOCK-END
    return {"X": X}
