# profile: cheap; instance: n=64
import math
import random


def solve(n, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    calls = objective.left
    x = min(([rng.randrange(2) for _ in range(size)] for _ in range(1)), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        left = objective.left / calls
        y = list(x)
        for i in rng.sample(range(size), 1 if rng.random() < 0.7 else 2):
            y[i] = 1 - y[i]
        new = objective(y)
        if new <= value or rng.random() < math.exp((value - new) / (0.1 * left + 1e-9)):
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
