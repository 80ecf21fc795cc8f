# profile: cheap
import math
import random


def solve(n, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    calls = objective.left
    x = [(i + 0.5) / n for i in range(n)] + [i * 0.6180339887498949 % 1.0 for i in range(n)]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        left = objective.left / calls
        y = list(x)
        i = rng.randrange(n)
        y[i] = min(1.0, max(0.0, y[i] + rng.gauss(0.0, 0.01 + 0.05 * left)))
        y[i + n] = (y[i + n] + rng.gauss(0.0, 0.01 + 0.05 * left)) % 1.0
        new = objective(y)
        if new <= value or rng.random() < math.exp((value - new) / (0.02 * left + 1e-9)):
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
