# profile: cheap
import math
import random


def solve(n, edges, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    degree = [rng.random() for _ in range(size)]
    for u, v in edges:
        degree[u] += 1
        degree[v] += 1
    x = sorted(range(size), key=lambda u: -degree[u])
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i, j = rng.sample(range(size), 2)
        y[i], y[j] = y[j], y[i]
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
