# profile: cheap
import math
import random


def solve(N, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    side = 1.35 * N ** (1.0 / 3.0)
    x = []
    cells = sorted(
        ((a, b, c) for a in range(-3, 4) for b in range(-3, 4) for c in range(-3, 4) if (a + b + c) % 2 == 0),
        key=lambda p: (p[0] ** 2 + p[1] ** 2 + p[2] ** 2, rng.random()),
    )
    for cell in cells[:N]:
        x += [min(1.0, max(0.0, 0.5 + 0.78 * c / side)) for c in cell]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        y[i] = min(1.0, max(0.0, y[i] + rng.gauss(0.0, 0.02)))
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
