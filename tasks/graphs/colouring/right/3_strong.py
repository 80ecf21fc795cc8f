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
    degree, seen, rest, x = [len(row) for row in near], [set() for _ in range(n)], set(range(n)), []
    while rest:
        u = max(rest, key=lambda u: (len(seen[u]), degree[u], rng.random()))
        colour = next(k for k in range(n) if k not in seen[u])
        rest.remove(u)
        x.append(u)
        for v in near[u]:
            seen[v].add(colour)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        classes = {}
        for u, colour in enumerate(objective.answer(x)["c"]):
            classes.setdefault(colour, []).append(u)
        groups = sorted(classes.values(), key=lambda group: -len(group) + 2.0 * rng.random())
        if rng.random() < 0.5:
            groups.sort(key=lambda group: rng.random())
        y = [u for group in groups for u in group]
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
