# profile: cheap; instance: states=4,symbols=2
import math
import random


def solve(states, symbols, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = [rng.randint(objective.low, objective.high) for _ in range(size)]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        for _ in range(rng.randint(1, 2)):
            y[rng.randrange(size)] = rng.randint(objective.low, objective.high)
        if rng.random() < 0.05:
            y = [rng.randint(objective.low, objective.high) for _ in range(size)]
            value = math.inf
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
