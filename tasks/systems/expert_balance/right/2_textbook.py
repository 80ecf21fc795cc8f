# profile: cheap
import math
import random


def solve(hist, R, G, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = []
    for row in hist.tolist():  # a copy of each of the hottest experts, slots in random order
        hottest = sorted(range(len(row)), key=lambda e: -row[e])[: R - len(row)]
        x += [(e + 0.5) / len(row) for e in hottest] + [rng.random() for _ in range(R)]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        for i in rng.sample(range(size), 8):
            y[i] = rng.random()
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
