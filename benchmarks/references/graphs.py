"""Reference solvers for graph families: tabu search for max-cut, and a spectral upper bound."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def _tabu(start, neighbour, weight, n, flips, seed):
    """One-flip tabu search with random tenure; a random fifth is flipped after 20·n flips without a new best."""
    np.random.seed(seed)
    side = np.random.randint(0, 2, n)
    best_side, best, value, stale = side.copy(), np.int64(-(2**60)), np.int64(0), 0
    gain, until = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for u in range(n):
        for k in range(start[u], start[u + 1]):
            same = side[u] == side[neighbour[k]]
            gain[u] += weight[k] if same else -weight[k]
            value += 0 if same else weight[k]
    value //= 2
    for step in range(flips):
        chosen, top, ties = -1, np.int64(-(2**60)), 0
        if stale < 20 * n:
            for u in range(n):
                if until[u] > step and value + gain[u] <= best:
                    continue
                if gain[u] > top:
                    chosen, top, ties = u, gain[u], 1
                elif gain[u] == top:
                    ties += 1
                    if np.random.randint(0, ties) == 0:
                        chosen = u
        elif np.random.random() < 5.0 / n:
            stale = 0
        if chosen < 0:
            chosen = np.random.randint(0, n)
        value += gain[chosen]
        gain[chosen] = -gain[chosen]
        side[chosen] = 1 - side[chosen]
        until[chosen] = step + 7 + np.random.randint(0, 10) + n // 50
        for k in range(start[chosen], start[chosen + 1]):
            v = neighbour[k]
            gain[v] += 2 * weight[k] if side[v] == side[chosen] else -2 * weight[k]
        stale += 1
        if value > best:
            best, stale = value, 0
            best_side[:] = side
    return best, best_side


def _sparse(n, edges, w):
    ends = np.concatenate([edges, edges[:, ::-1]])
    order = np.argsort(ends[:, 0], kind="stable")
    start = np.searchsorted(ends[order, 0], np.arange(n + 1))
    return start.astype(np.int64), ends[order, 1].astype(np.int64), np.concatenate([w, w])[order].astype(np.int64)


def spectral_bound(n, edges, w, steps=30):
    """max-cut ≤ n·λmax(L + diag u)/4 for every u of sum 0 (Delorme and Poljak 1993), improved by a few subgradient steps."""
    laplacian = np.zeros((n, n))
    np.add.at(laplacian, (edges[:, 0], edges[:, 1]), -w)
    laplacian += laplacian.T
    np.fill_diagonal(laplacian, -laplacian.sum(axis=1))
    shift, best = laplacian.trace() / n - laplacian.diagonal(), np.inf
    for k in range(steps if n <= 400 else 4):
        values, vectors = np.linalg.eigh(laplacian + np.diag(shift))
        best = min(best, n * values[-1] / 4)
        step = vectors[:, -1] ** 2 - 1 / n
        shift -= step * (values[-1] - values[-2] + 0.05 * values[-1]) / (step @ step + 1e-12) / (2 + k)
        shift -= shift.mean()
    return int(np.floor(best * (1 + 1e-9) + 1e-6))


def max_cut(public, seconds):
    n, edges, w = public["n"], public["edges"], public["w"]
    flips = int(seconds * 3e8 / (n + 4 * len(edges) / n))
    runs = [_tabu(*_sparse(n, edges, w), n, flips // 3, k) for k in range(3)]
    best = max(runs, key=lambda run: run[0])
    return {"side": best[1].tolist()}, spectral_bound(n, edges, w)


def max_cut_base(public):
    return {"side": [i % 2 for i in range(public["n"])]}


@njit(cache=True)
def _swaps(start, neighbour, n, rounds, seed):
    """Iterated local search: force a random vertex in, then fill free vertices and plateau (1,1)-swaps with age."""
    np.random.seed(seed)
    inside, tight, age = np.zeros(n, np.bool_), np.zeros(n, np.int64), np.zeros(n, np.int64)
    size, best, kept = 0, 0, np.zeros(n, np.bool_)
    for step in range(1, rounds):
        chosen, low = -1, 3
        for _ in range(60):
            u = np.random.randint(0, n)
            if inside[u] or tight[u] > low:
                continue
            if tight[u] < low or chosen < 0 or age[u] < age[chosen]:
                chosen, low = u, tight[u]
            if low == 0:
                break
        if low == 2 and np.random.random() > 0.01:
            continue
        if chosen < 0 or low > 2:
            continue
        for k in range(start[chosen], start[chosen + 1]):
            v = neighbour[k]
            if inside[v]:
                inside[v], age[v] = False, step
                size -= 1
                for m in range(start[v], start[v + 1]):
                    tight[neighbour[m]] -= 1
        inside[chosen], age[chosen] = True, step
        size += 1
        for k in range(start[chosen], start[chosen + 1]):
            tight[neighbour[k]] += 1
        if size > best:
            best = size
            kept[:] = inside
    return best, kept


def clique_cover(n, edges):
    """Upper bound: number of cliques in a greedy clique cover."""
    near = [0] * n
    for u, v in edges.tolist():
        near[u] |= 1 << v
        near[v] |= 1 << u
    left, cliques = (1 << n) - 1, 0
    while left:
        u = min((k for k in range(n) if left >> k & 1), key=lambda k: (near[k] & left).bit_count())
        candidates, cliques = near[u] & left, cliques + 1
        left &= ~(1 << u)
        while candidates:
            u = max((k for k in range(n) if candidates >> k & 1), key=lambda k: (near[k] & candidates).bit_count())
            left &= ~(1 << u)
            candidates &= near[u]
    return cliques


def independent_set(public, seconds):
    n, edges = public["n"], public["edges"]
    start, neighbour, _ = _sparse(n, edges, np.ones(len(edges), np.int64))
    runs = [_swaps(start, neighbour, n, int(seconds * 1.5e5), k) for k in range(3)]
    return {"v": np.flatnonzero(max(runs, key=lambda run: run[0])[1]).tolist()}, clique_cover(n, edges)


def independent_set_base(public):
    n = public["n"]
    blocked, chosen = np.zeros(n, bool), []
    near = [[] for _ in range(n)]
    for u, v in public["edges"].tolist():
        near[u].append(v)
        near[v].append(u)
    for u in range(n):
        if not blocked[u]:
            chosen.append(u)
            blocked[near[u]] = True
    return {"v": chosen}
