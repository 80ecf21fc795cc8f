# expect: invalid: |T x - b| is
import numpy as np
from scipy.linalg import solve_toeplitz


def solve(c, b):
    return {"x": np.stack([solve_toeplitz(u, v) for u, v in zip(c, b)]).astype("f4").astype("f8")}
