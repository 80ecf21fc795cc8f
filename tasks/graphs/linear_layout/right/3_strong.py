# profile: cheap
import math
import random

import numpy as np


def solve(n, edges, kind, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    laplacian = np.zeros((n, n))
    for u, v in edges:
        laplacian[u, v] = laplacian[v, u] = -1
    laplacian -= np.diag(laplacian.sum(axis=1))
    fiedler = np.linalg.eigh(laplacian)[1][:, 1]
    x = np.argsort(np.argsort(fiedler)).tolist()
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        j = min(size - 1, i + 1 + rng.randrange(3))
        i, j = x.index(i), x.index(j)
        y[i], y[j] = y[j], y[i]
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
