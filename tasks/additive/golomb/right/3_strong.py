# profile: cheap
import math
import random


def solve(k, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    calls = objective.left
    x = min(([rng.randint(objective.low, objective.high) for _ in range(size)] for _ in range(10)), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        left = objective.left / calls
        y = list(x)
        for i in rng.sample(range(size), 1 + (rng.random() < 0.5)):
            y[i] = min(objective.high, max(objective.low, y[i] + rng.choice((-2, -1, 1, 2))))
        new = objective(y)
        if new <= value or rng.random() < math.exp((value - new) / (0.5 * left + 1e-9)):
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
