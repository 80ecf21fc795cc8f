# profile: cheap
import math
import random


def solve(need, demand, M, G, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    free, load, x = [float(M)] * G, [0.0] * G, [0] * size
    for i in sorted(range(size), key=lambda i: -demand[i]):
        room = [g for g in range(G) if free[g] > need[i] + 2]
        if room:
            x[i] = min(room, key=lambda g: (load[g] + demand[i]) / (free[g] - need[i]))
        free[x[i]] -= need[i]
        load[x[i]] += demand[i]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        if rng.random() < 0.5:
            y[i] = rng.randint(objective.low, objective.high)
        else:
            j = rng.randrange(size)
            y[i], y[j] = y[j], y[i]
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
