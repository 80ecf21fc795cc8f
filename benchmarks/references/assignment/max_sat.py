"""Reference solver for maximum satisfiability: one-flip tabu search with random restarts of a part of the variables."""

from __future__ import annotations

import numpy as np
from numba import njit

SOLVER = "one-flip tabu search, 4 runs"


@njit
def _flip(v, x, count, clauses, w, start, inside, gain):
    """Flip variable v and keep `gain` (fall of the unsatisfied weight when a variable is flipped) and `count` (true literals) right."""
    k = clauses.shape[1]
    for at in range(start[v], start[v + 1]):
        c = inside[at]
        for add in (-1, 1):
            true, last = 0, -1
            for j in range(k):
                u = abs(clauses[c, j]) - 1
                if x[u] == (clauses[c, j] > 0):
                    true, last = true + 1, u
            for j in range(k):
                u = abs(clauses[c, j]) - 1
                if true == 0:
                    gain[u] += add * w[c]
                elif true == 1 and u == last:
                    gain[u] -= add * w[c]
            count[c] = true
            if add == -1:
                x[v] = not x[v]
        x[v] = not x[v]
    x[v] = not x[v]


@njit
def _tabu(n, clauses, w, start, inside, flips, seed):
    np.random.seed(seed)
    m, k = clauses.shape
    x, gain, count = np.random.randint(0, 2, n) == 1, np.zeros(n, np.int64), np.zeros(m, np.int64)
    value = np.int64(0)
    for c in range(m):
        true, last = 0, -1
        for j in range(k):
            u = abs(clauses[c, j]) - 1
            if x[u] == (clauses[c, j] > 0):
                true, last = true + 1, u
        count[c] = true
        value += w[c] if true == 0 else 0
        for j in range(k):
            u = abs(clauses[c, j]) - 1
            if true == 0:
                gain[u] += w[c]
            elif true == 1 and u == last:
                gain[u] -= w[c]
    best, kept, until, stale = value, x.copy(), np.zeros(n, np.int64), 0
    for step in range(flips):
        chosen, top, ties = -1, np.int64(-(2**60)), 0
        if stale < 30 * n:
            for u in range(n):
                if until[u] > step and value - gain[u] >= best:
                    continue
                if gain[u] > top:
                    chosen, top, ties = u, gain[u], 1
                elif gain[u] == top:
                    ties += 1
                    if np.random.randint(0, ties) == 0:
                        chosen = u
        elif np.random.random() < 6.0 / n:
            stale = 0
        if chosen < 0:
            chosen = np.random.randint(0, n)
        value -= gain[chosen]
        _flip(chosen, x, count, clauses, w, start, inside, gain)
        until[chosen] = step + 4 + np.random.randint(0, 8) + n // 40
        stale += 1
        if value < best:
            best, stale = value, 0
            kept[:] = x
            if best == 0:
                break
    return best, kept


def solve(public, seconds):
    n, clauses, w = public["n"], public["clauses"], public["w"]
    variable = np.abs(clauses) - 1
    order = np.argsort(variable, axis=None, kind="stable")
    start = np.searchsorted(variable.reshape(-1)[order], np.arange(n + 1))
    flips = int(seconds * 3e8 / (n + 8 * clauses.size * clauses.shape[1] / n))
    runs = [_tabu(n, clauses, w, start, order // clauses.shape[1], flips // 4, k) for k in range(4)]
    return {"x": min(runs, key=lambda run: run[0])[1].astype(int).tolist()}, 1


def base(public):
    return {"x": [1] * public["n"]}
