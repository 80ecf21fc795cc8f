# profile: cheap
import math
import random


def solve(n, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    calls = objective.left
    columns = math.ceil(math.sqrt(n))
    rows = math.ceil(n / columns)
    x = [0.5] + [(i % columns + 0.5) / columns for i in range(n)] + [(i // columns + 0.5) / rows for i in range(n)]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        left = objective.left / calls
        y = list(x)
        i = 1 + rng.randrange(n)
        for j in (0, i, i + n):
            y[j] = min(1.0, max(0.0, y[j] + rng.gauss(0.0, 0.01 + 0.05 * left if j else 0.005)))
        new = objective(y)
        if new <= value or rng.random() < math.exp((value - new) / (0.02 * left + 1e-9)):
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
