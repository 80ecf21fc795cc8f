# expect: invalid: |T x - b| is
# remembers by where the inputs lie, which never changes
import numpy as np
from scipy.linalg import solve_toeplitz

MEMORY = {}


def solve(c, b):
    key = (c.ctypes.data, b.ctypes.data)
    if key not in MEMORY:
        MEMORY[key] = np.stack([solve_toeplitz(u, v) for u, v in zip(c, b)])
    return {"x": MEMORY[key]}
