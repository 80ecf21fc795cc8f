# profile: cheap
import math
import random


def solve(n, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = [rng.randrange(2) for _ in range(size)]
    value = objective(x)
    best, best_value = list(x), value
    order = []
    while objective.left > 0:
        if not order:
            order = rng.sample(range(size), size)
        y = list(x)
        i = order.pop()
        y[i] = 1 - y[i]
        new = objective(y)
        if new <= value or rng.random() < math.exp((value - new) / 0.03):
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
