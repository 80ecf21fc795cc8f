# profile: cheap
import math
import random


def solve(n, ptr, idx, cost, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    rows = [{int(e) for e in idx[ptr[k] : ptr[k + 1]]} for k in range(len(cost))]
    near = [[k for k, row in enumerate(rows) if e in row] for e in range(n)]

    def complete(chosen):
        left = set(range(n)).difference(*(rows[k] for k in chosen))
        while left:
            few = rng.sample(sorted(left), min(3, len(left)))
            k = max((k for e in few for k in near[e]), key=lambda k: len(rows[k] & left) / int(cost[k]) + 0.5 * rng.random())
            chosen.append(k)
            left -= rows[k]
        for k in list(chosen):
            others = set().union(*(rows[j] for j in chosen if j != k))
            if len(others) == n:
                chosen.remove(k)
        return chosen

    x = complete([])
    value = objective((x + x * size)[:size])
    best, best_value = list(x), value
    for _ in range(min(objective.left, 60)):
        y = complete([k for k in x if rng.random() < 0.8])
        new = objective((y + y * size)[:size])
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return {"s": best}
