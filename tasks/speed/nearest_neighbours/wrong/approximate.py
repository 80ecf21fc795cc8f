# expect: invalid: expected
import numpy as np
from scipy.spatial import cKDTree


def solve(X, Q, k):
    return {"idx": cKDTree(X).query(Q, k, eps=0.5)[1].astype(np.int64)}
