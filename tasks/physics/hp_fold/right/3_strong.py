# profile: cheap
import math
import random


def solve(seq, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = min(([rng.randint(0, 3) for _ in range(size)] for _ in range(10)), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    start = objective.left
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        turn = rng.randint(1, 3)
        j = rng.choice([i + 1, min(size, i + rng.randint(1, 4)), size])
        for k in range(i, j):
            y[k] = (y[k] + turn) % 4
        new = objective(y)
        if new <= value or rng.random() < math.exp((value - new) / (0.02 + 0.4 * objective.left / start)):
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
