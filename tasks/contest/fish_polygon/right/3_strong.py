# profile: cheap
import math
import random

import numpy as np


def solve(good, bad, max_vertices, max_perimeter, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    columns, rows = (size - 2) // 2, objective.high + 1
    grid = np.zeros((columns, rows))
    for points, sign in ((good, 1), (bad, -1)):
        p = np.asarray(points)
        np.add.at(grid, (p[:, 0] * columns // 100000, p[:, 1] * rows // 100000), sign)
    # the best rectangle: for every range of columns the best run of rows
    best = (-1, None)
    for a in range(columns):
        total = np.zeros(rows)
        for b in range(a, columns):
            total += grid[b]
            sums = np.concatenate([[0], np.cumsum(total)])
            least = np.minimum.accumulate(sums)
            high = int(np.argmax(sums - least))
            if sums[high] - least[high] > best[0]:
                low = int(np.argmin(sums[: high + 1]))
                best = (sums[high] - least[high], (a, b, low, high - 1))
    a, b, low, high = best[1]
    x = [-(-a * rows // columns), -(-b * rows // columns)] + [low, high] * columns
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        y[i] = max(0, min(rows - 1, y[i] + rng.choice((-1, 1)) * rng.randint(1, 8)))
        if rng.random() < 0.4:
            j = min(size - 1, max(2, i + rng.choice((-2, 2))))
            y[j] = y[i]
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
