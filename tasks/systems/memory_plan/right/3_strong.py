# profile: cheap; instance: pool=layered150
import math
import random


def solve(start, end, size, seed=0, objective=None):
    rng = random.Random(seed)
    n = objective.size
    # EVOLVE-BLOCK-START
    start, end, sizes = [[int(v) for v in row] for row in (start, end, size)]
    rules = (
        lambda i: -sizes[i],
        lambda i: -sizes[i] * (end[i] - start[i]),
        lambda i: (start[i] - end[i], -sizes[i]),
        lambda i: -(sizes[i] ** 2) * (end[i] - start[i]),
    )
    x = min((sorted(range(n), key=rule) for rule in rules), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i, j = rng.sample(range(n), 2)
        y[i], y[j] = y[j], y[i]
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
