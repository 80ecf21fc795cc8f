# profile: cheap; instance: pool=side16
import math
import random


def solve(W, H, cells, start, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = rng.sample(range(size), size)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        i = rng.randrange(size)
        tail = x[i:]
        rng.shuffle(tail)
        y = x[:i] + tail
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
