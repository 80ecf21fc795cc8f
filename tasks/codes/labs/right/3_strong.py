# profile: cheap
import math
import random


def solve(n, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = min(([rng.randrange(2) for _ in range(size)] for _ in range(10)), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    order = []
    failed = 0
    while objective.left > 0:
        if not order:
            order = rng.sample(range(size), size)
        y = list(x)
        if failed > size:
            y = list(best)
            for i in rng.sample(range(size), 2):
                y[i] = 1 - y[i]
            value = math.inf
            failed = 0
        i = order.pop()
        y[i] = 1 - y[i]
        new = objective(y)
        failed += 1
        if new < value:
            failed = 0
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
