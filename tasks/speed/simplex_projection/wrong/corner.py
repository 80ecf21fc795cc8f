# expect: invalid: not the nearest point
# on the simplex, but not nearest
import numpy as np


def solve(Y):
    X = np.zeros_like(Y)
    X[np.arange(len(Y)), Y.argmax(axis=1)] = 1.0
    return {"X": X}
