# profile: cheap
import math
import random


def solve(n, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    calls = objective.left
    x = min(([rng.random() for _ in range(size)] for _ in range(20)), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        left = objective.left / calls
        y = list(x)
        i = rng.randrange(size)
        y[i] = min(1.0, max(0.0, y[i] + rng.gauss(0.0, 0.01 + 0.3 * left)))
        new = objective(y)
        if new <= value or rng.random() < math.exp((value - new) / (0.1 * left + 1e-9)):
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
