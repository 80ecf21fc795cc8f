"""Reference solver for order_degree: annealed 2-opt of edges from a circulant graph; `python order_degree.py n d seconds` prints a value.

The graph may be kept symmetric under a rotation by n/s (s copies of a part), which makes the search space of larger graphs small.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from numba import njit


@njit
def _distances(near, degree, n, queue, far):
    """Sum of the distances from the first n vertices, a large number if not connected."""
    total = 0
    for root in range(n):
        far[:] = -1
        far[root], queue[0], head, tail = 0, root, 0, 1
        while head < tail:
            u = queue[head]
            head += 1
            for k in range(degree[u]):
                v = near[u, k]
                if far[v] < 0:
                    far[v] = far[u] + 1
                    total += far[v]
                    queue[tail] = v
                    tail += 1
        if tail < len(near):
            return 1 << 50
    return total


@njit
def _replace(near, u, old, new):
    for k in range(near.shape[1]):
        if near[u, k] == old:
            near[u, k] = new
            return


@njit
def _has(near, u, v):
    return np.any(near[u] == v)


@njit
def _anneal(near, s, steps, hot, cold, seed):
    """Swap the ends of two edges in all s rotated copies at once; near: (n, d), every vertex with d neighbours."""
    np.random.seed(seed)
    n, d = near.shape
    part = n // s
    degree, queue, far = np.full(n, d), np.zeros(n, np.int64), np.zeros(n, np.int64)
    value = _distances(near, degree, part, queue, far)
    best, kept = value, near.copy()
    for step in range(steps):
        a, c = np.random.randint(0, n), np.random.randint(0, n)
        b, e = near[a, np.random.randint(0, d)], near[c, np.random.randint(0, d)]
        old = near.copy()
        good = True
        for r in range(s):
            turn = r * part
            p, q, x, y = (a + turn) % n, (b + turn) % n, (c + turn) % n, (e + turn) % n
            if p in (x, y) or q in (x, y) or not _has(near, p, q) or not _has(near, x, y) or _has(near, p, x) or _has(near, q, y):
                good = False
                break
            _replace(near, p, q, x)
            _replace(near, q, p, y)
            _replace(near, x, y, p)
            _replace(near, y, x, q)
        if good:
            new = _distances(near, degree, part, queue, far)
            heat = hot * (cold / hot) ** (step / steps)
            if new <= value or np.random.random() < np.exp((value - new) / heat):
                value = new
                if value < best:
                    best = value
                    kept = near.copy()
                continue
        near[:] = old
    return best * s, kept


def start(n, d, rng):
    """A circulant graph of random jumps as a d-regular table [n, d]; it has every rotation."""
    jumps = rng.choice(np.arange(1, n // 2), d // 2, replace=False)
    rows = np.stack([(np.arange(n) + j) % n for j in (*jumps, *-jumps)], axis=1)
    if d % 2:
        rows = np.concatenate([rows, ((np.arange(n) + n // 2) % n)[:, None]], axis=1)
    return rows.astype(np.int64)


def solve(n, d, seconds, copies=(1, 2, 4, 8)):
    rng, best = np.random.default_rng(1), (1 << 60, None)
    _anneal(start(n, d, rng), 1, 1, 1.0, 1.0, 0)
    for s in copies:
        table = start(n, d, rng)
        begun = time.process_time()
        _anneal(table.copy(), s, 200, 1e-9, 1e-9, 0)
        rate = 200 / (time.process_time() - begun)
        total, found = _anneal(table, s, int(rate * seconds / len(copies)), 60.0 / s**0.5, 1.0 / s**0.5, 1)
        if total < best[0]:
            best = total, found, s
    return best


def moore(n, d):
    """Lower bound of the mean distance: d vertices at distance 1, then d(d-1)^(k-1) at distance k as long as there are any left."""
    left, total, ring, k = n - 1, 0, d, 1
    while left > 0:
        total += k * min(ring, left)
        left, ring, k = left - ring, ring * (d - 1), k + 1
    return total / (n - 1)


def ring_of_chords(n, d):
    """The base: a ring and chords of d - 2 lengths that grow by the same factor (both directions count; an odd one is n/2)."""
    jumps = [round(n ** ((k + 1) / (d // 2 + 0.5))) for k in range(d // 2 - 1)]
    edges = {tuple(sorted((u, (u + j) % n))) for u in range(n) for j in (1, *jumps)}
    if d % 2:
        edges |= {(u, u + n // 2) for u in range(n // 2)}
    return sorted(edges)


if __name__ == "__main__":
    n, d, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    total, table, s = solve(n, d, seconds)
    print(n, d, total, total / (n * (n - 1)), "copies", s, "moore", moore(n, d))
