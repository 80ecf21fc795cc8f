# profile: cheap; instance: rule=4-ap,k=3
import math
import random


def solve(rule, k, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    starts = int(objective.left * 0.15) + 1
    x = min(([rng.randint(objective.low, objective.high) for _ in range(size)] for _ in range(starts)), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        reach = min(size, len(objective.answer(x)["c"]) + 1)
        cut = max(0, reach - 1 - int(rng.expovariate(1 / 6)))
        y = x[:cut] + [rng.randint(objective.low, objective.high) for _ in range(size - cut)]
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
