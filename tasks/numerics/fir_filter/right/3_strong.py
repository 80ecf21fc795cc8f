# profile: cheap
import itertools
import math
import random


def solve(taps, bits, bands, weight, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    edges = [(0.5 * (a[1] + b[0]), b[2] - a[2]) for a, b in itertools.pairwise(bands)]
    x = [0.0] * size
    for edge, rise in edges:
        for i in range(size):
            ideal = -rise * (edge if i == 0 else math.sin(math.pi * edge * i) / (math.pi * i))
            x[i] += ideal * (0.54 + 0.46 * math.cos(math.pi * i / size))
    x[0] += bands[-1][2]
    top = rng.uniform(0.6, 1.0) * objective.high / max(abs(v) for v in x)
    x = [round(top * v) for v in x]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        y[i] = min(objective.high, max(objective.low, y[i] + rng.choice((-2, -1, 1, 2))))
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
