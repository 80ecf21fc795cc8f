import numpy as np
from numpy.polynomial import chebyshev


def solve(c):
    # EVOLVE-BLOCK-START
    x = np.empty((c.shape[0], c.shape[1] - 1))
    for i in range(c.shape[0]):
        x[i] = np.sort(chebyshev.chebroots(c[i]).real)
        for _ in range(2):
            x[i] -= chebyshev.chebval(x[i], c[i]) / chebyshev.chebval(x[i], chebyshev.chebder(c[i]))
    # EVOLVE-BLOCK-END
    return {"x": x}
