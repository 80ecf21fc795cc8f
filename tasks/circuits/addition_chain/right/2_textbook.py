# profile: cheap; instance: bits=32,count=8,seed=4
import math
import random


def solve(targets, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = min(([rng.choice(few) for _ in range(size)] for few in [rng.sample(range(9), 3) for _ in range(15)]), key=objective)
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
