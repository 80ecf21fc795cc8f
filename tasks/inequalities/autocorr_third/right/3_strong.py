# profile: cheap
import math
import random


def solve(n_max, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    calls = objective.left
    x = min(([rng.random() for _ in range(size)] for _ in range(1)), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        left = objective.left / calls
        y = list(x)
        i, step = rng.randrange(size), rng.gauss(0.0, 0.02 + 0.2 * left)
        for j in range(max(0, i - 2), min(size, i + 3)):
            y[j] = min(1.0, max(0.0, y[j] + step))
        new = objective(y)
        if new <= value or rng.random() < math.exp((value - new) / (0.01 * left + 1e-9)):
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
