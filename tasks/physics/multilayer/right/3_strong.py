# profile: cheap
import math
import random


def solve(n_layers, n_hi, n_lo, n_sub, wavelength, stop, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    middle = 2.0 / (1.0 / wavelength[0] + 1.0 / wavelength[-1])
    x = [(0.25 * middle / (n_hi if i % 2 else n_lo) - 10.0) / 290.0 for i in range(size)]
    if not stop:
        x = [x[0]] + [min(1.0, rng.uniform(0.1, 2.2) * v) for v in x[1:]]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        spread = 0.3 * 0.01 ** rng.random()
        y = [min(1.0, max(0.0, v + rng.gauss(0.0, spread) * (rng.random() < 0.6))) for v in x]
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
