# profile: cheap; instance: states=4,symbols=2
import math
import random


def solve(states, symbols, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    cells = size - 1
    best, best_value, pool = None, math.inf, []
    while objective.left > 0:
        if len(pool) < 40:
            y = [rng.randint(objective.low, objective.high) for _ in range(size)]
            y[0] = 2 * (symbols + 1) + 1
            y[-1] = rng.randrange(1, cells)
        else:
            y = list(min(rng.sample(pool, 3))[1])
            for _ in range(rng.choice([1, 1, 2])):
                y[rng.randrange(1, size)] = rng.randint(objective.low, objective.high)
        new = objective(y)
        pool.append((new, y))
        if len(pool) > 60:
            pool.remove(max(pool))
        if new < best_value:
            best, best_value = y, new
    # EVOLVE-BLOCK-END
    return objective.answer(best)
