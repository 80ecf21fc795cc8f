# profile: cheap
import math
import random


def solve(n, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size

    # EVOLVE-BLOCK-START
    def pick(y, i):
        r, c = divmod(y[rng.randrange(size)], n)
        r = min(n - 1, max(0, r + rng.randint(-1, 1)))
        c = min(n - 1, max(0, c + rng.randint(-1, 1)))
        y[i] = r * n + c

    x = [rng.randint(objective.low, objective.high) for _ in range(size)]
    for _ in range(2 * size):
        pick(x, rng.randrange(size))
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        pick(y, rng.randrange(size // 2))
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
