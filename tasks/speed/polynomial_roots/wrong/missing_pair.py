# expect: invalid: no sign change
# two roots replaced by numbers that keep the order
import numpy as np
from numpy.polynomial import chebyshev


def solve(c):
    x = np.array([np.sort(chebyshev.chebroots(row).real) for row in c])
    x[:, 3:5] = x[:, 2:3] + (x[:, 5:6] - x[:, 2:3]) * np.array([0.2, 0.8])
    return {"x": x}
