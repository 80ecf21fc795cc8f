import math
import random


def solve(xy, edges, w, D, K, source, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = [rng.randint(objective.low, objective.high) for _ in range(size)]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = [rng.randint(objective.low, objective.high) for _ in range(size)]
        new = objective(y)
        if new < value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
