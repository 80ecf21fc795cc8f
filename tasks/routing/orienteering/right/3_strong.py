# profile: cheap
import math
import random


def solve(xy, prize, limit, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    worth = [int(prize[k + 1]) for k in range(size)]

    def start():
        return sorted(range(size), key=lambda k: -worth[k] * (0.6 + rng.random()))

    x = min((start() for _ in range(max(1, objective.left // 4))), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        tour = objective.answer(x)["tour"]
        if rng.random() < 0.5:
            k = rng.choice(tour[1:] or [1]) - 1
            y.remove(k)
            y.insert(rng.randrange(size), k)
        else:
            y.insert(rng.randrange(size // 3), y.pop(rng.randrange(size)))
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
