# profile: cheap
import math
import random


def solve(n, edges, seed=0, objective=None):
    rng = random.Random(seed)
    near = [[] for _ in range(n)]
    for u, v in edges.tolist():
        near[u].append(v)
        near[v].append(u)
    # EVOLVE-BLOCK-START
    best, best_value = None, math.inf
    while objective.left > 0:  # reverse Cuthill-McKee from random vertices
        seen, x = set(), []
        for root in rng.sample(range(n), n):
            queue = [] if root in seen else [root]
            seen.update(queue)
            for u in queue:
                x.append(u)
                new = sorted((v for v in near[u] if v not in seen), key=lambda v: len(near[v]))
                seen.update(new)
                queue += new
        value = objective(x[::-1])
        if value < best_value:
            best, best_value = x[::-1], value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
