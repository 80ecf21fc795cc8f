# profile: cheap
import math
import random


def solve(n, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = [rng.random() for _ in range(size)]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        y[i] = min(1.0, max(0.0, y[i] + rng.gauss(0.0, 0.2)))
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
