# profile: cheap
import math
import random


def solve(n, edges, seed=0, objective=None):
    rng = random.Random(seed)
    start = [set() for _ in range(n)]
    for u, v in edges.tolist():
        start[u].add(v)
        start[v].add(u)
    # EVOLVE-BLOCK-START
    best, best_value = None, math.inf
    for _ in range(2):  # minimum degree, ties broken at random
        near, x, rest = [set(s) for s in start], [], set(range(n))
        tie = [rng.random() for _ in range(n)]
        buckets = {v: (len(near[v]), tie[v]) for v in rest}
        while rest:
            u = min(rest, key=buckets.__getitem__)
            rest.remove(u)
            x.append(u)
            for v in near[u]:
                near[v] |= near[u]
                near[v] -= {u, v}
                buckets[v] = (len(near[v]), tie[v])
        value = objective(x)
        if value < best_value:
            best, best_value = x, value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
