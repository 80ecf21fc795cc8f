# profile: cheap
import math
import random


def solve(p, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    machines, p = range(len(p)), [[int(row[job]) for row in p] for job in range(size)]
    x = []
    for job in sorted(range(size), key=lambda job: -sum(p[job])):
        heads, tails = [[0] * len(machines)], [[0] * len(machines)]
        for other in x:
            now = [0]
            for i in machines:
                now.append(max(now[-1], heads[-1][i]) + p[other][i])
            heads.append(now[1:])
        for other in reversed(x):
            now = [0]
            for i in reversed(machines):
                now.append(max(now[-1], tails[-1][i]) + p[other][i])
            tails.append(now[:0:-1])
        spans = []
        for place, head in enumerate(heads):
            now, span = 0, 0
            for i in machines:
                now = max(now, head[i]) + p[job][i]
                span = max(span, now + tails[len(x) - place][i])
            spans.append((span, rng.random(), place))
        x.insert(min(spans)[2], job)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i, j = rng.sample(range(size), 2)
        y.insert(j, y.pop(i))
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
