# profile: cheap
import itertools
import math
import random


def solve(ptr, write, key, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    ops = [[(at - a, write[at], key[at]) for at in range(a, b)] for a, b in itertools.pairwise(ptr)]
    wrote, touched, x = {}, {}, []
    rest = set(range(size))
    while rest:
        starts = []
        for t in rest:
            waits = [(touched if w else wrote).get(k, 0) - i for i, w, k in ops[t]]
            starts.append((max(0, max(waits)), -len(waits), rng.random(), t))
        begin, _, _, t = min(starts)
        for i, w, k in ops[t]:
            touched[k] = max(touched.get(k, 0), begin + i + 1)
            if w:
                wrote[k] = begin + i + 1
        x.append(t)
        rest.remove(t)
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
