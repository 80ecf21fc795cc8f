# profile: cheap; instance: pool=layered150
import math
import random


def solve(start, end, size, seed=0, objective=None):
    rng = random.Random(seed)
    sizes, size = size, objective.size
    # EVOLVE-BLOCK-START
    tries = objective.left // 2
    x = min((rng.sample(range(size), size) for _ in range(tries)), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i, j = rng.sample(range(size), 2)
        y[i], y[j] = y[j], y[i]
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
