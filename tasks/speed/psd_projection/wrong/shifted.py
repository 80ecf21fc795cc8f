# expect: invalid: tr X(X - A)
# semidefinite, and so is the difference
import numpy as np


def solve(A):
    return {"X": A + np.linalg.norm(A, axis=(1, 2), keepdims=True) * np.eye(A.shape[1])}
