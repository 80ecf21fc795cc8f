# profile: cheap
import math
import random


def solve(xy, prize, limit, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    xy = [tuple(map(int, point)) for point in xy]
    d = [[math.floor(math.dist(a, b) + 0.5) for b in xy] for a in xy]
    tour, room = [0], int(limit)
    rest = set(range(1, size + 1))
    while True:
        options = []
        for v in rest:
            extra, k = min((d[a][v] + d[v][b] - d[a][b], k) for k, (a, b) in enumerate(zip(tour, tour[1:] + [0], strict=True)))
            if extra <= room:
                options.append((int(prize[v]) / (extra + 1), v, k, extra))
        if not options:
            break
        _, v, k, extra = max(options)
        tour.insert(k + 1, v)
        room -= extra
        rest.remove(v)
    x = [v - 1 for v in tour[1:]] + [v - 1 for v in rng.sample(sorted(rest), len(rest))]
    value = objective(x)
    best, best_value = list(x), value
    while objective.left > 0:
        y = list(x)
        if rng.random() < 0.3:
            i = rng.randrange(len(tour))
            j = min(size, i + rng.randint(2, 6))
            y[i:j] = reversed(y[i:j])
        else:
            y.insert(rng.randrange(len(tour)), y.pop(rng.randrange(size)))
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
