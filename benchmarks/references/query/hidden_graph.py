"""Reference for query/hidden_graph: every vertex's smaller neighbours by halving, all vertices in parallel."""

from __future__ import annotations

import json

import numpy as np

SOLVER = "edges inside of prefixes, then halving for every vertex in parallel, one run"


def base(n, m, round, rounds, state, reply):
    """All pairs."""
    pairs = np.array([(i, j) for i in range(n) for j in range(i + 1, n)])
    if round:
        return {"answer": pairs[np.asarray(reply) > 0]}
    table = np.zeros((len(pairs), n), np.uint8)
    table[np.arange(len(pairs)), pairs[:, 0]] = 1
    table[np.arange(len(pairs)), pairs[:, 1]] = 1
    return {"ask": table, "state": b""}


def solve(n, m, round, rounds, state, reply):
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
    return {"ask": table, "state": json.dumps([known, found, items]).encode()}
