# profile: cheap
import math
import random


def solve(p, w, due, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    p, w, due = [[int(v) for v in row] for row in (p, w, due)]
    mean, now, x = sum(p) / size, 0, []
    rest = set(range(size))
    while rest:
        job = max(rest, key=lambda j: w[j] / p[j] * math.exp(-max(0, due[j] - p[j] - now) / (2 * mean)))
        x.append(job)
        now += p[job]
        rest.remove(job)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        j = max(0, min(size - 1, i + rng.randint(-6, 6)))
        y.insert(j, y.pop(i))
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
