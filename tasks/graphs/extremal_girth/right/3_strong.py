# profile: cheap
import math
import random


def solve(n, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    pairs = [(u, v) for u in range(n) for v in range(u + 1, n)]

    def complete(first):
        near, chosen = [{u} for u in range(n)], []
        for k in first + rng.sample(range(len(pairs)), len(pairs)):
            u, v = pairs[k]
            if not any(near[a] & near[v] for a in near[u]):
                chosen.append(k)
                near[u].add(v)
                near[v].add(u)
        return (chosen + chosen[-1:] * size)[:size]

    x = complete([])
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = complete([k for k in x if rng.random() < 0.85])
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
