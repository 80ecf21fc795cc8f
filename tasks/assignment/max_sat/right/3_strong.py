# profile: cheap
import math
import random


def solve(n, clauses, w, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    rows = [tuple(map(int, row)) for row in clauses]
    inside = [[] for _ in range(size)]
    for row, weight in zip(rows, w, strict=True):
        left = [len(row), False]
        for u in row:
            inside[abs(u) - 1].append((left, u > 0, int(weight)))
    x = [0] * size
    for v in rng.sample(range(size), size):
        wish = sum(weight * (2 * sign - 1) / 2 ** left[0] for left, sign, weight in inside[v] if not left[1])
        x[v] = int(wish > 0)
        for left, sign, _ in inside[v]:
            left[0] -= 1
            left[1] |= sign == x[v]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i = rng.randrange(size)
        y[i] = 1 - y[i]
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
