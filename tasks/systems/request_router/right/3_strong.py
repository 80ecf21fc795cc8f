# profile: cheap
import math
import random


def solve(train, speed, stale, slots, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    # expected wait: what was reported and what this router sent itself, over the speed; chance breaks ties
    starts = [[0.1, 0.1, 0.5, 0.9, 0.8, -0.5, 0.05], [0.0, 0.0, 1.0, 1.0, 0.5, 0.0, 0.1], [0.0, 0.2, 0.2, 1.0, 0.1, -0.6, 0.1]]
    x = min(starts, key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = [min(1.0, max(-1.0, v + rng.gauss(0.0, 0.1) * (rng.random() < 0.4))) for v in x]
        new = objective(y)
        if new < value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
