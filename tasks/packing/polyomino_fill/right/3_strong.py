# profile: cheap
import math
import random


def solve(W, H, cells, start, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = sorted(rng.sample(range(size), size), key=lambda piece: start[piece] - start[piece + 1])
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        y.insert(min(size - 1, max(0, i + rng.randint(-6, 6))), y.pop(i))
        new = objective(y)
        if new <= value or rng.random() < math.exp((value - new) / 0.2):
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
