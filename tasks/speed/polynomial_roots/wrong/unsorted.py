# expect: invalid: not in ascending order
import numpy as np
from numpy.polynomial import chebyshev


def solve(c):
    return {"x": np.array([np.sort(chebyshev.chebroots(row).real)[::-1] for row in c])}
