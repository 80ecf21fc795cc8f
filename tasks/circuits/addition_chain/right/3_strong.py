# profile: cheap; instance: bits=32,count=8,seed=4
import math
import random


def solve(targets, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = min([[r] * size for r in range(9)], key=objective)
    value = objective(x)
    best, best_value = list(x), value
    start = objective.left
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        y[i] = rng.choice([0, 0, 1, 2, 3, 4, 5, 6, 7, 8])
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
