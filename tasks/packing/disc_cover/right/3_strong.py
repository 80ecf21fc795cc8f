# profile: cheap
import math
import random


def solve(n, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    calls = objective.left
    columns = round(math.sqrt(n))
    rows = [n // columns + (k < n % columns) for k in range(columns)]
    x = [(k + 0.5) / columns for k, row in enumerate(rows) for _ in range(row)]
    x += [(m + 0.5) / row for row in rows for m in range(row)]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        left = objective.left / calls
        y = list(x)
        i = rng.randrange(n)
        for j in (i, i + n):
            y[j] = min(1.0, max(0.0, y[j] + rng.gauss(0.0, 0.003 + 0.05 * left)))
        new = objective(y)
        if new <= value or rng.random() < math.exp((value - new) / (0.02 * left + 1e-9)):
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
