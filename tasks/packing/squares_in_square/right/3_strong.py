# profile: cheap
import math
import random


def solve(n, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    calls = objective.left
    columns = math.ceil(math.sqrt(n))
    cells = sorted((divmod(k, columns) for k in range(columns**2)), key=lambda cell: sum(cell) % 2)[:n]
    x = [cell[axis] / columns for axis in (0, 1) for cell in cells] + [0.0] * n
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        left = objective.left / calls
        y = list(x)
        j = rng.randrange(size)
        y[j] = min(1.0, max(0.0, y[j] + rng.gauss(0.0, 0.3 if j >= 2 * n else 0.01 + 0.05 * left)))
        new = objective(y)
        if new <= value or rng.random() < math.exp((value - new) / (0.01 * left + 1e-9)):
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
