# profile: cheap; instance: n=64,d=8
import math
import random


def solve(n, d, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    calls = objective.left
    x = min((rng.sample(range(size), size) for _ in range(max(1, calls // 8))), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i, j = rng.sample(range(size), 2)
        if (y[i] - y[j]) % n == 0 or i // 2 == j // 2:
            continue
        lost = [k for k in range(0, size, 2) if (y[k] - y[k + 1]) % n in (0, 1, n - 1)]
        if lost:
            i = rng.choice(lost)
        y[i], y[j] = y[j], y[i]
        new = objective(y)
        if new <= value or rng.random() < math.exp((value - new) / (0.1 * objective.left / calls + 1e-9)):
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
