# profile: cheap; instance: pool=n100k3
import math
import random


def solve(k, a, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    rows = [([0] * (k - 1) + [int(v)], [[] for _ in range(k - 1)] + [[i]]) for i, v in enumerate(a)]
    while len(rows) > 1:
        rows.sort(key=lambda row: row[0][-1] - row[0][0])
        (one, first), (two, second) = rows.pop(), rows.pop()
        pairs = sorted((one[m] + two[-1 - m], first[m] + second[-1 - m]) for m in range(k))
        rows.append(([total - pairs[0][0] for total, _ in pairs], [items for _, items in pairs]))
    x = [0] * size
    for group, items in enumerate(rows[0][1]):
        for i in items:
            x[i] = group
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
