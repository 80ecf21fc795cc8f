# profile: cheap
import math
import random


def solve(d, n, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    shift = [rng.random() for _ in range(d)]
    step = [0.0] + [0.618034, 0.414214, 0.732051, 0.236068, 0.645751, 0.316625, 0.605551][: d - 1]
    x = [((i + 0.5) / n if j == 0 else (i * step[j] + shift[j]) % 1.0) for i in range(n) for j in range(d)]
    x += [0.5] * n
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        y[i] = min(1.0, max(0.0, y[i] + rng.gauss(0.0, 0.05)))
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
