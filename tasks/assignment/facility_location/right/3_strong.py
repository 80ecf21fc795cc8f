# profile: cheap
import math
import random


def solve(open_cost, cap, demand, cost, most, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    rows = [[int(v) for v in row] for row in cost]
    x, nearest, last = [], [10**9] * len(rows[0]), math.inf
    while len(x) < size:
        totals = [sum(map(min, row, nearest)) for row in rows]
        k = min(range(len(rows)), key=lambda k: totals[k] + int(open_cost[k]))
        if totals[k] + int(open_cost[k]) >= last:
            break
        x.append(k)
        nearest = list(map(min, rows[k], nearest))
        last = totals[k]
    x += x[-1:] * (size - len(x))
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        y[rng.randrange(size)] = rng.choice(y) if rng.random() < 0.2 else rng.randint(objective.low, objective.high)
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
