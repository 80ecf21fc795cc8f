# profile: cheap
import math
import random


def solve(jobs, ops, down, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    span = objective.high - objective.low
    tries = objective.left // 3
    x = min(([objective.low + span * rng.random() for _ in range(size)] for _ in range(tries)), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        y[i] = min(objective.high, max(objective.low, y[i] + rng.gauss(0.0, 0.15 * span)))
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
