import math
import random


def solve(start, end, size, seed=0, objective=None):
    rng = random.Random(seed)
    sizes, size = size, objective.size
    # EVOLVE-BLOCK-START
    x = rng.sample(range(size), size)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = rng.sample(range(size), size)
        new = objective(y)
        if new < value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
