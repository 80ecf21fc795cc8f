# profile: cheap
import math
import random


def solve(xy, edges, w, D, K, source, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    roads = [[] for _ in range(len(xy))]
    for e, (i, j) in enumerate(edges):
        roads[int(i)].append(e)
        roads[int(j)].append(e)

    def spread():
        # every road takes the day on which fewest roads at its ends are closed
        x, count = [-1] * size, [0] * D
        for e in rng.sample(range(size), size):
            ends = [x[f] for v in edges[e] for f in roads[int(v)]]
            x[e] = min((k for k in range(D) if count[k] < K), key=lambda k: (ends.count(k), count[k]))
            count[x[e]] += 1
        return x

    x = min((spread() for _ in range(objective.left)), key=objective)
    # EVOLVE-BLOCK-END
    return objective.answer(x)
