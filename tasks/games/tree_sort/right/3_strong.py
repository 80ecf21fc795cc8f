# profile: cheap; instance: pool=caterpillar100
import math
import random


def solve(n, edges, perm, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    token, rounds = perm.tolist(), []
    if all(list(e) == [k, k + 1] for k, e in enumerate(edges)):
        while token != sorted(token):
            row = [k for k in range(len(rounds) % 2, n - 1, 2) if token[k] > token[k + 1]]
            for k in row:
                token[k], token[k + 1] = token[k + 1], token[k]
            rounds.append(row)
    near = [[] for _ in range(n)]
    for u, v in edges.tolist():
        near[u].append(v)
        near[v].append(u)
    far = [0]
    for u in far:
        far += [v for v in near[u] if v not in far]
    x = far[::-1]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i, j = rng.randrange(size), rng.randrange(size)
        y.insert(j, y.pop(i))
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return {"rounds": rounds} if rounds else objective.answer(best)
