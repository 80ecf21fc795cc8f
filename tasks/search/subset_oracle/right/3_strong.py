# profile: cheap
import json
import random

import numpy as np


def solve(n, k, budget, round, rounds, state, reply, seed=0):
    rng = random.Random(1000 * seed + round)
    # EVOLVE-BLOCK-START
    # a linear model of all answers says which items to take; the best sets are crossed
    keep = 150
    greed = 2.0
    past = json.loads(state) if round else []
    fresh = len(past) - len(reply)
    for item, value in zip(past[fresh:], reply, strict=True):
        item[1] = int(value)
    past.sort(key=lambda item: -item[1])
    if round == rounds - 1:
        return {"answer": [int(i in past[0][0]) for i in range(n)]}
    past = past[:keep]
    sets = []
    if past:
        table = np.array([[i in items for i in range(n)] for items, _ in past], float)
        y = np.array([value for _, value in past], float)
        table -= table.mean(axis=0)
        weight = np.linalg.solve(table.T @ table + np.eye(n), table.T @ (y - y.mean()))
        weight /= weight.std() + 1e-9
    while len(sets) < budget // (rounds - 1):
        if not past:
            sets.append(rng.sample(range(n), k))
            continue
        a, b = past[int(rng.random() ** 2 * min(20, len(past)))][0], past[int(rng.random() ** 2 * min(20, len(past)))][0]
        union = list(dict.fromkeys(a + b))
        child = rng.sample(union, min(len(union), k - rng.randint(0, 2)))
        while len(child) < k:
            rest = [i for i in range(n) if i not in child]
            child.append(max(rest, key=lambda i: greed * weight[i] + rng.gauss(0.0, 2.0)))
        if not any(set(child) == set(items) for items in [*sets, *(items for items, _ in past)]):
            sets.append(child)
    past += [[items, 0] for items in sets]
    rows = [[int(i in items) for i in range(n)] for items in sets]
    # EVOLVE-BLOCK-END
    return {"ask": rows, "state": json.dumps(past).encode()}
