# expect: invalid: no sign change
import numpy as np
from numpy.polynomial import chebyshev


def solve(c):
    return {"x": np.array([np.sort(chebyshev.chebroots(row).real) for row in c]).astype("f2").astype("f8")}
