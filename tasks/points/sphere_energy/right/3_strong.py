# profile: cheap
import math
import random


def solve(n, s, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    calls = objective.left
    x = [(i + 0.5) / n for i in range(n)] + [i * 0.5 * (3.0 - math.sqrt(5.0)) % 1.0 for i in range(n)]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        left = objective.left / calls
        y = list(x)
        i = rng.randrange(n)
        for j in (i, i + n):
            y[j] = min(1.0, max(0.0, y[j] + rng.gauss(0.0, 0.01 + 0.02 * left)))
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
