# profile: cheap
import math
import random


def solve(n, edges, perm, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    near = [[] for _ in range(n)]
    for u, v in edges.tolist():
        near[u].append(v)
        near[v].append(u)
    far = [0]
    for u in far:
        far += [v for v in near[u] if v not in far]
    x = far[::-1]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i, j = rng.randrange(size), rng.randrange(size)
        y.insert(j, y.pop(i))
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
