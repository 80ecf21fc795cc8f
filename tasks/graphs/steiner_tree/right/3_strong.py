# profile: cheap
import math
import random


def solve(n, edges, w, terminals, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    near = [[] for _ in range(n)]
    for (u, v), weight in zip(edges, w, strict=True):
        near[int(u)].append((int(v), int(weight)))
        near[int(v)].append((int(u), int(weight)))
    wanted = {int(t) for t in terminals}
    first = rng.choice(sorted(wanted))
    tree, wanted = {first}, wanted - {first}
    while wanted:
        far, door, rest = dict.fromkeys(tree, 0), {}, set(tree)
        while True:
            u = min(rest, key=far.__getitem__)
            rest.remove(u)
            if u in wanted:
                break
            for v, weight in near[u]:
                if far[u] + weight < far.get(v, 1 << 60):
                    far[v], door[v] = far[u] + weight, u
                    rest.add(v)
        wanted.remove(u)
        while u not in tree:
            tree.add(u)
            u = door[u]
    x = [int(u in tree) for u in range(size)]
    value = objective(x)
    best, best_value = list(x), value
    around = sorted({v for u in tree for v, _ in near[u]})
    while objective.left > 0:
        y = list(x)
        for i in rng.sample(around, rng.randint(1, 3)):
            y[i] = 1 - y[i]
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    # EVOLVE-BLOCK-END
    return objective.answer(best)
