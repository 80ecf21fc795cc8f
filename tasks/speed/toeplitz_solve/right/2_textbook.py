# profile: cheap; instance: n=4096,batch=1
"""Levinson's recursion."""

import numpy as np
from scipy.linalg import solve_toeplitz


def solve(c, b):
    return {"x": np.stack([solve_toeplitz(column, right) for column, right in zip(c, b, strict=False)])}
