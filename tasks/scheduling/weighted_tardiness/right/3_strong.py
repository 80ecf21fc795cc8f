# profile: cheap
import math
import random


def solve(p, w, due, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    p, w, due = [[int(v) for v in row] for row in (p, w, due)]
    starts = []
    for look in (0.3, 0.5, 1, 2, 3, 4):
        scale, now, x = look * sum(p) / size, 0, []
        rest = set(range(size))
        while rest:
            job = max(rest, key=lambda j: math.log(w[j] / p[j]) - max(0, due[j] - p[j] - now) / scale)
            x.append(job)
            now += p[job]
            rest.remove(job)
        starts.append(x)
    x = min(starts, key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i, j = rng.sample(range(size), 2)
        if rng.random() < 0.5:
            j = max(0, min(size - 1, i + rng.randint(-6, 6)))
        y.insert(j, y.pop(i))
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
