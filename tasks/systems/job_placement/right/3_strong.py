# profile: cheap
import math
import random


def solve(train, nodes, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    # best fit, but nodes with free cards last for jobs that need none
    x = [-1.0, -0.5, -1.0, 0.0, 0.0, -1.0, 0.0]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        y[i] = min(1.0, max(-1.0, y[i] + rng.gauss(0.0, 0.1)))
        new = objective(y)
        if new < value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
