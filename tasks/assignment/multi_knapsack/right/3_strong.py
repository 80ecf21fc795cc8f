# profile: cheap
import math
import random


def solve(p, w, c, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    price = [float(sum(int(row[j]) / int(room) for row, room in zip(w, c, strict=True))) for j in range(size)]
    order = sorted(range(size), key=lambda j: -int(p[j]) / price[j])
    x, room = [0] * size, [int(v) for v in c]
    for j in order:
        if all(int(row[j]) <= left for row, left in zip(w, room, strict=True)):
            x[j] = 1
            room = [left - int(row[j]) for row, left in zip(w, room, strict=True)]
    value = objective(x)
    best, best_value = list(x), value
    middle = order[max(0, sum(x) - size // 4) : sum(x) + size // 4]
    while objective.left > 0:
        y = list(x)
        for i in rng.sample(middle, rng.choice((2, 2, 3, 4))):
            y[i] = 1 - y[i]
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
