# profile: cheap
import math
import random


def solve(n, k, u0, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = [min(1.0, max(0.0, 1.0 - abs(i - 0.5 * (size - 1)) / size + 0.2 * (rng.random() - 0.5))) for i in range(size)]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        order = sorted(range(size), key=lambda i: -y[i])
        i, j = rng.choice(order[: k - 2]), rng.choice(order[k - 2 :])
        y[i], y[j] = y[j], y[i]
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
