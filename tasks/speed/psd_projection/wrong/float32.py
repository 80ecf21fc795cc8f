# expect: invalid: not the nearest matrix
import numpy as np


def solve(A):
    w, V = np.linalg.eigh(A.astype(np.float32))
    X = (V * np.maximum(w, 0)[:, None]) @ V.transpose(0, 2, 1)
    return {"X": ((X + X.transpose(0, 2, 1)) / 2).astype(np.float64)}
