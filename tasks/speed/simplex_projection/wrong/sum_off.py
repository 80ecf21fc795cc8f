# expect: invalid: sums to 1 within 1e-06
import numpy as np


def solve(Y):
    X = np.zeros_like(Y)
    X[np.arange(len(Y)), Y.argmax(axis=1)] = 1.0 + 1e-6
    return {"X": X}
