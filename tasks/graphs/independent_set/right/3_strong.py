# profile: cheap
import math
import random


def solve(n, edges, seed=0, objective=None):
    rng = random.Random(seed)
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
        return chosen

    x = complete([])
    best = x
    for _ in range(objective.left):
        u = rng.randrange(n)
        y = complete([v for v in x if v not in near[u] and v != u and rng.random() < 0.9] + [u])
        if len(y) >= len(x):
            x = y
        if len(x) > len(best):
            best = x
    # EVOLVE-BLOCK-END
    return {"v": best}
