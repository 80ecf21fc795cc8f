# profile: cheap; instance: pool=caterpillar100
import math
import random


def solve(n, edges, perm, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = min((rng.sample(range(size), size) for _ in range(objective.left // 2)), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        for _ in range(3):
            y.insert(rng.randrange(size), y.pop(rng.randrange(size)))
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
