# profile: cheap
import math
import random


def solve(d, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = min(([weight] + [rng.randint(objective.low, objective.high) for _ in range(size - 1)] for weight in (0, 1, 2) * 9), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(1, size)
        y[i] = rng.randint(objective.low, objective.high) if rng.random() < 0.5 else y[rng.randrange(1, size)] ^ 1
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
