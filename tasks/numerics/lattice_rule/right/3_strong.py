# profile: cheap
import math
import random

import numpy as np


def solve(n, d, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    k = np.arange(n)
    b2 = (k / n) ** 2 - k / n + 1.0 / 6.0
    x, product = [], np.ones(n)
    for j in range(1, size + 1):
        factor = 1.0 + 2.0 * math.pi**2 / j**2 * b2
        choices = rng.sample(range(1, n), min(n - 1, 128))
        errors = factor[np.outer(choices, k) % n] @ product
        x.append(choices[int(errors.argmin())])
        product = product * factor[k * x[-1] % n]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        y[i] = rng.randint(objective.low, objective.high)
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
