# profile: cheap
import math
import random


def solve(W, w, h, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    keys = (lambda k: -h[k], lambda k: -w[k], lambda k: -w[k] * h[k], lambda k: -max(w[k], h[k]))
    x = min((sorted(range(size), key=key) for key in keys), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        y.insert(rng.randrange(size), y.pop(i))
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
