# profile: cheap; instance: function=popcount,k=5
import math
import random


def solve(k, tables, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = min(([rng.randint(objective.low, objective.high) for _ in range(size)] for _ in range(objective.left // 5)), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        for _ in range(rng.randint(1, 6)):
            y[rng.randrange(size)] = rng.randint(objective.low, objective.high)
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
