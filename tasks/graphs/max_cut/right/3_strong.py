# profile: cheap
import math
import random


def solve(n, edges, w, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    near = [[] for _ in range(size)]
    for (u, v), weight in zip(edges, w, strict=True):
        near[u].append((v, weight))
        near[v].append((u, weight))
    x = [0] * size
    placed = [0] * size
    for u in rng.sample(range(size), size):
        x[u] = int(sum(weight * (1 - 2 * x[v]) for v, weight in near[u] if placed[v]) > 0)
        placed[u] = 1
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        y[i] = 1 - y[i]
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
