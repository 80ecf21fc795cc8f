# profile: cheap
import math
import random


def solve(xy, edges, w, D, K, source, seed=0, objective=None):
    rng = random.Random(seed)
    size, n = objective.size, len(xy)
    # EVOLVE-BLOCK-START
    xy, edges = [[[int(v) for v in row] for row in table] for table in (xy, edges)]
    roads = [[] for _ in range(n)]
    for e, (i, j) in enumerate(edges):
        roads[i].append((j, e))
        roads[j].append((i, e))
    middle = [((xy[i][0] + xy[j][0]) / 2, (xy[i][1] + xy[j][1]) / 2) for i, j in edges]

    def joined(x, k, e):
        # whether the ends of road e stay joined on day k without it
        a, b = edges[e]
        seen, todo = {a}, [a]
        while todo:
            v = todo.pop()
            for u, f in roads[v]:
                if f != e and x[f] != k and u not in seen:
                    if u == b:
                        return True
                    seen.add(u)
                    todo.append(u)
        return False

    def spread():
        # far from the day's other roads, and no junction cut off
        x, count = [-1] * size, [0] * D
        for e in rng.sample(range(size), size):
            harm = [count[k] * 1e-3 for k in range(D)]
            for f in range(size):
                if x[f] >= 0:
                    harm[x[f]] += math.exp(-math.dist(middle[e], middle[f]) / 60)
            days = sorted((k for k in range(D) if count[k] < K), key=lambda k: harm[k])
            x[e] = next((k for k in days if joined(x, k, e)), days[0])
            count[x[e]] += 1
        return x

    x = min((spread() for _ in range(max(1, objective.left // 3))), key=objective)
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        i, j = rng.sample(range(size), 2)
        y[i], y[j] = y[j], y[i]
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
