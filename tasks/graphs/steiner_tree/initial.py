import math
import random


def solve(n, edges, w, terminals, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = [rng.randrange(2) for _ in range(size)]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = [rng.randrange(2) for _ in range(size)]
        new = objective(y)
        if new < value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
