# profile: cheap
import math
import random


def solve(n, edges, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    near = [set() for _ in range(n)]
    for u, v in edges:
        near[int(u)].add(int(v))
        near[int(v)].add(int(u))

    def complete(first):
        chosen, rest = [], set(range(n))
        while rest:
            u = first.pop() if first else min(rest, key=lambda u: (len(near[u] & rest), rng.random()))
            chosen.append(u)
            rest -= near[u] | {u}
        return (chosen + chosen[-1:] * size)[:size]

    x = complete([])
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        kept = set(x)
        u = rng.randrange(n)
        y = complete([v for v in kept if v not in near[u] and v != u and rng.random() < 0.9] + [u])
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
