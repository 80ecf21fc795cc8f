# profile: cheap
import math
import random


def solve(n, sizes, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    calls, colours = objective.left, objective.high + 1
    pairs = [(u, v) for u in range(n) for v in range(u + 1, n)]

    def ring():
        """Colour by the length of an edge on a ring."""
        colour = [rng.randrange(colours) for _ in range(n // 2 + 1)]
        return [colour[min(v - u, n - v + u)] for u, v in pairs]

    x = min((ring() for _ in range(max(1, calls // 3))), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        y[i] = (y[i] + rng.randint(1, colours - 1)) % colours
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
