# profile: cheap
import math
import random


def solve(n, coupling, gate, seed=0, objective=None):
    rng = random.Random(seed)
    size = objective.size
    # EVOLVE-BLOCK-START
    x = rng.sample(range(size), size)
    value = objective(x)
    best, best_value = list(x), value
    far = [[0 if i == j else size for j in range(n)] for i in range(n)]
    for a, b in coupling.tolist():
        far[a][b] = far[b][a] = 1
    for k in range(n):
        far = [[min(far[i][j], far[i][k] + far[k][j]) for j in range(n)] for i in range(n)]
    while objective.left > 0:
        y = list(x)
        i, j = rng.randrange(size), rng.randrange(size)
        y[i], y[j] = y[j], y[i]
        new = objective(y)
        if new <= value:
            x, value = y, new
        if value < best_value:
            best, best_value = list(x), value
    place, ops, gates = list(best), [], gate.tolist()
    for k, (p, q) in enumerate(gates):
        while far[place[p]][place[q]] > 1:
            options = []
            for a, b in coupling.tolist():
                new = [b if v == a else a if v == b else v for v in place]
                if far[new[p]][new[q]] < far[place[p]][place[q]]:
                    options.append((sum(0.8**t * far[new[u]][new[v]] for t, (u, v) in enumerate(gates[k + 1 : k + 9])), [a, b], new))
            _, swap, place = min(options)
            ops.append(swap)
        ops.append([-1, k])
    # EVOLVE-BLOCK-END
    return {"layout": best, "ops": ops}
