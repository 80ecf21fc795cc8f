# profile: cheap
import json

import numpy as np


def solve(n, m, round, rounds, state, reply, seed=0):
    # EVOLVE-BLOCK-START
    # the edges inside 0..k-1 are known for every k; then every vertex's smaller neighbours are found by halving
    if round == 0:
        known, found, items = [], [], []
        sets = [list(range(k)) for k in range(2, n + 1)]
    else:
        known, found, items = json.loads(state)
        values = [int(value) for value in reply]
        if round == 1:
            known = [0, 0, *values]
            new = [[v, 0, v, 0, known[v + 1] - known[v]] for v in range(n)]
        else:
            new = []
            for (v, low, high, before, count), value in zip(items, values, strict=True):
                middle = (low + high) // 2
                left = value - known[middle] - before
                new += [[v, low, middle, before, left], [v, middle, high, before + left, count - left]]
        items = []
        for v, low, high, before, count in new:
            if count == high - low:
                found += [[u, v] for u in range(low, high)]
            elif count > 0:
                items.append([v, low, high, before, count])
        if not items:
            return {"answer": found}
        sets = [[*range((low + high) // 2), v] for v, low, high, _, _ in items]
    table = np.zeros((len(sets), n), np.uint8)
    for row, members in zip(table, sets, strict=True):
        row[members] = 1
    # EVOLVE-BLOCK-END
    return {"ask": table, "state": json.dumps([known, found, items]).encode()}
