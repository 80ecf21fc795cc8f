# expect: invalid: no sign change
# roots of the plain Chebyshev polynomial, near which these lie
import numpy as np


def solve(c):
    n = c.shape[1] - 1
    return {"x": np.tile(np.cos(np.pi * (np.arange(n)[::-1] + 0.5) / n), (len(c), 1))}
