# profile: cheap
import math
import random


def solve(C, s, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    bins = []
    for item in sorted(range(size), key=lambda item: (-s[item], rng.random())):
        fits = [b for b in bins if sum(s[k] for k in b) + s[item] <= C]
        if not fits:
            bins.append([])
            fits = bins[-1:]
        max(fits, key=lambda b: sum(s[k] for k in b)).append(item)
    x = [item for b in bins for item in b]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i, j = rng.sample(range(size), 2)
        y[i], y[j] = y[j], y[i]
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
