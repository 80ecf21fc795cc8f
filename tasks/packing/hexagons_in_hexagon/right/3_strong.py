# profile: cheap
import math
import random


def solve(n, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    calls = objective.left
    spots = [(1.5 * a, 3**0.5 * (b + 0.5 * (a % 2))) for a in range(-4, 5) for b in range(-4, 5)]
    u, v = rng.uniform(-0.8, 0.8), rng.uniform(-0.8, 0.8)
    spots.sort(key=lambda spot: math.hypot(spot[0] - u, spot[1] - v))
    x = [0.5 + spot[axis] / 16 for axis in (0, 1) for spot in spots[:n]] + [0.0] * n
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        left = objective.left / calls
        y = list(x)
        i = rng.randrange(n)
        for j in (i, i + n, i + 2 * n):
            y[j] = min(1.0, max(0.0, y[j] + rng.gauss(0.0, 0.002 + 0.02 * left)))
        new = objective(y)
        if new <= value or rng.random() < math.exp((value - new) / (0.01 * left + 1e-9)):
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
