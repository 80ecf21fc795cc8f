# profile: cheap
import math
import random


def solve(xy=None, d=None, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    if d is None:
        xy = [tuple(map(int, city)) for city in xy]

    def cost(a, b):
        return d[a][b] if d is not None else math.dist(xy[a], xy[b])

    x = [rng.randrange(size)]
    rest = set(range(size)) - set(x)
    while rest:
        x.append(min(rest, key=lambda city: cost(x[-1], city)))
        rest.remove(x[-1])
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size - 1)
        j = min(size - 1, i + rng.randint(1, 12))
        y[i : j + 1] = reversed(y[i : j + 1])
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
