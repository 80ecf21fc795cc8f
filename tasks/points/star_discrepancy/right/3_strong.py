# profile: cheap
import math
import random


def solve(n, d, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    calls = objective.left
    golden = [1.0, 0.6180339887498949, 0.5497004779019703][:d]
    x = [(i * golden[axis] + 0.5) % n / n if axis == 0 else i * golden[axis] % 1.0 for axis in range(d) for i in range(n)]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        left = objective.left / calls
        y = list(x)
        i = rng.randrange(n)
        for j in range(i, size, n):
            y[j] = min(1.0, max(0.0, y[j] + rng.gauss(0.0, 0.005 + 0.03 * left)))
        new = objective(y)
        if new <= value or rng.random() < math.exp((value - new) / (0.03 * left + 1e-9)):
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
