# profile: cheap
import math
import random


def solve(price, bw, src, dst, parts, size, hourly, seed=0, objective=None):
    rng = random.Random(seed)
    # EVOLVE-BLOCK-START
    n, dst = len(price), [int(v) for v in dst]
    price, bw = [[[int(v) for v in row] for row in table] for table in (price, bw)]
    block, hour = size / parts, size / parts * 8000 / 3600 * hourly

    def cost(trees):
        load = {}
        for tree in trees:
            for v, u in tree.items():
                load[u, v] = load.get((u, v), 0) + 1
        slowest = max(count / bw[u][v] for (u, v), count in load.items())
        regions = len({v for tree in trees for v in tree}) + 1
        return block * sum(count * price[u][v] for (u, v), count in load.items()) + hour * regions * slowest

    def grow(load, weight):
        # Prim's tree over source and destinations; an edge costs its price and, by weight, the time it adds
        have, tree = [src], {}
        while len(tree) < len(dst):
            edges = [
                (block * price[u][v] + weight * (load.get((u, v), 0) + 1) / bw[u][v] * (0.9 + 0.2 * rng.random()), u, v)
                for u in have
                for v in dst
                if v not in tree
            ]
            _, u, v = min(edges)
            tree[v] = u
            have.append(v)
        return tree

    best = None
    for weight in (0.0, 0.1, 0.2, 0.4, 0.8):
        load, trees = {}, []
        for _ in range(parts):
            trees.append(grow(load, weight * hour))
            for v, u in trees[-1].items():
                load[u, v] = load.get((u, v), 0) + 1
        if best is None or cost(trees) < best[0]:
            best = cost(trees), trees
    value, trees = best
    for _ in range(objective.left):
        # one partition's tree is grown anew beside the others
        k, load = rng.randrange(parts), {}
        for tree in trees[:k] + trees[k + 1 :]:
            for v, u in tree.items():
                load[u, v] = load.get((u, v), 0) + 1
        other = [*trees[:k], grow(load, rng.choice((0.0, 0.1, 0.2, 0.4, 0.8, 1.6)) * hour), *trees[k + 1 :]]
        if cost(other) <= value:
            value, trees = cost(other), other
    # EVOLVE-BLOCK-END
    return {"parent": [[tree.get(v, -1) for v in range(n)] for tree in trees]}
