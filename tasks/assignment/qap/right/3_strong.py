# profile: cheap
import math
import random


def solve(f, d, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    f, d = [[int(v) for v in row] for row in f], [[int(v) for v in row] for row in d]
    found = []
    for _ in range(12):
        x, gain = rng.sample(range(size), size), 1
        while gain > 0:
            gain = 0
            for i in range(size):
                for j in range(i):
                    a, b = x[i], x[j]
                    new = sum((f[i][k] - f[j][k]) * (d[a][x[k]] - d[b][x[k]]) for k in range(size) if k != i and k != j)
                    if new > 0:
                        x[i], x[j] = b, a
                        gain += new
        found.append(x)
    x = min(found[: objective.left // 2], key=objective)
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
