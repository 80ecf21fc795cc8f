# profile: cheap
import math
import random


def solve(n, d, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    calls = objective.left
    centre = [0.48, 0.52]
    spots = [((a + 0.5 * (b % 2)) / 6, b * 0.75**0.5 / 6) for a in range(7) for b in range(7)]
    spots.sort(key=lambda spot: (spot[0] - centre[0]) ** 2 + (spot[1] - centre[1]) ** 2)
    x = [spot[0] for spot in spots[:n]] + [spot[1] for spot in spots[:n]] if d == 2 else [rng.random() for _ in range(size)]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        left = objective.left / calls
        y = list(x)
        i = rng.randrange(n)
        for j in range(i, size, n):
            y[j] = min(1.0, max(0.0, y[j] + rng.gauss(0.0, 0.003 + 0.04 * left)))
        new = objective(y)
        if new <= value or rng.random() < math.exp((value - new) / (0.02 * left + 1e-9)):
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
