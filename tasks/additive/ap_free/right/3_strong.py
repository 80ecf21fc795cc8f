# profile: cheap; instance: N=150
import math
import random


def solve(N, seed=0, objective=None):
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
        y.insert(0, rng.randint(objective.low, objective.high))
        y.pop(rng.randrange(1, size + 1))
        new = objective(y)
        if new <= value or rng.random() < math.exp((value - new) / (0.1 * left + 1e-9)):
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
