# profile: cheap
import math
import random


def solve(xy, demand, Q, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    xy = [tuple(map(int, point)) for point in xy]
    x, at, room, rest = [], xy[0], int(Q), set(range(size))
    while rest:
        fits = [k for k in rest if demand[k + 1] <= room]
        if not fits:
            at, room = xy[0], int(Q)
            continue
        k = min(fits, key=lambda k: math.dist(at, xy[k + 1]))
        x.append(k)
        rest.remove(k)
        at, room = xy[k + 1], room - int(demand[k + 1])
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size - 1)
        j = min(size, i + rng.randint(2, 8))
        if rng.random() < 0.5:
            y[i:j] = reversed(y[i:j])
        else:
            part = y[i:j]
            del y[i:j]
            k = rng.randrange(len(y) + 1)
            y[k:k] = part
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
