# profile: cheap
import math
import random


def solve(s, p, axis, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = min(([rng.random() for _ in range(size)] for _ in range(objective.left // 4)), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        spread = 0.2 * 0.003 ** rng.random()
        y = [min(1.0, max(0.0, v + rng.gauss(0.0, spread))) for v in x]
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
