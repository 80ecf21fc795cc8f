# profile: cheap
import math
import random


def solve(form, size_max, value_max, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    calls = objective.left
    x = min(([rng.randint(objective.low, objective.high) for _ in range(size)] for _ in range(1)), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        left = objective.left / calls
        y = list(x)
        i = rng.randrange(size)
        y[i] = rng.randint(objective.low, objective.high) if rng.random() < 0.5 else y[rng.randrange(size)] + rng.choice((-2, -1, 1, 2))
        y[i] = max(objective.low, min(objective.high, y[i]))
        new = objective(y)
        if new <= value or rng.random() < math.exp((value - new) / (0.03 * left + 1e-9)):
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
