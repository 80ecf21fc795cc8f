# profile: cheap; instance: m=1000,n=1000
"""Only entries above the largest minus 1 can count (Michelot's start); few are left, and Newton's iteration on the threshold ends on them."""

import numpy as np


def solve(Y):
    m = len(Y)
    rows, columns = np.nonzero(Y.max(axis=1, keepdims=True) - 1.0 < Y)
    values = Y[rows, columns]
    while True:
        count = np.bincount(rows, minlength=m)
        t = (np.bincount(rows, values, m) - 1.0) / count
        keep = values > t[rows]
        if keep.all():
            break
        rows, columns, values = rows[keep], columns[keep], values[keep]
    X = np.zeros(Y.shape)
    X[rows, columns] = values - t[rows]
    return {"X": X}
