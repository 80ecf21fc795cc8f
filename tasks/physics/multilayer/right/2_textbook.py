# profile: cheap
import math
import random


def solve(n_layers, n_hi, n_lo, n_sub, wavelength, stop, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = min(([rng.random() for _ in range(size)] for _ in range(objective.left // 2)), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        spread = 0.3 * 0.01 ** rng.random()
        y = [min(1.0, max(0.0, v + rng.gauss(0.0, spread) * (rng.random() < 0.6))) for v in x]
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
