"""Reference solver for broadcast overlays: annealed parents of general trees, one partition at a time."""

from __future__ import annotations

import numpy as np
from numba import njit

SOLVER = "annealed parents, 3 starts"


@njit
def _cost(parent, price, bw, src, block, hour):
    parts, n = parent.shape
    load, used = np.zeros((n, n), np.int64), np.zeros(n, np.bool_)
    used[src] = True
    total, slowest = np.float64(0), np.float64(0)
    for k in range(parts):
        for v in range(n):
            u = parent[k, v]
            if u >= 0:
                load[u, v] += 1
                used[v] = True
                total += price[u, v]
                slowest = max(slowest, load[u, v] / bw[u, v])
    return block * total + hour * used.sum() * slowest


@njit
def _prune(row, goal):
    """Drops relays that feed nobody."""
    n = len(row)
    while True:
        feeds = goal.copy()
        for v in range(n):
            if row[v] >= 0:
                feeds[row[v]] = True
        gone = False
        for v in range(n):
            if row[v] >= 0 and not feeds[v]:
                row[v] = -1
                gone = True
        if not gone:
            return


@njit
def _anneal(start, price, bw, src, goal, block, hour, steps, seed):
    np.random.seed(seed)
    parts, n = start.shape
    parent = start.copy()
    value = _cost(parent, price, bw, src, block, hour)
    best, kept = value, parent.copy()
    heat0 = 0.01 * value
    for step in range(steps):
        heat = heat0 * (1.0 - step / steps) ** 3 + 1e-6 * value
        k = np.random.randint(0, parts)
        row = parent[k].copy()
        if np.random.random() < 0.25:  # another partition's tree
            row[:] = parent[np.random.randint(0, parts)]
        v = np.random.randint(0, n)
        while v == src or row[v] < 0:
            v = np.random.randint(0, n)
        u = np.random.randint(0, n)
        if np.random.random() < 0.6:
            while u != src and row[u] < 0:
                u = np.random.randint(0, n)
        w = u
        while w != src and w != v and w >= 0 and row[w] >= 0:
            w = row[w]
        if w == v or u == v:
            continue
        if u != src and row[u] < 0:
            row[u] = row[v] if np.random.random() < 0.5 else src
        row[v] = u
        _prune(row, goal)
        old = parent[k].copy()
        parent[k] = row
        new = _cost(parent, price, bw, src, block, hour)
        if new <= value or np.random.random() < np.exp((value - new) / heat):
            value = new
            if new < best:
                best = new
                kept[:] = parent
        else:
            parent[k] = old
    return best, kept


def bound(public, block, hour):
    """Every destination is fed at its least price, and gets `parts` blocks over at most n - 1 links: a link carries one at least."""
    price, bw, dst, parts = public["price"], public["bw"], public["dst"], public["parts"]
    n = len(price)
    free = price + np.where(np.eye(n, dtype=bool), 10**12, 0)
    egress = block * parts * sum(int(free[:, v].min()) for v in dst)
    # with time t, link (u, v) carries floor(t * bw) blocks: t is at least the time at which the links into v carry all parts
    slowest = 0.0
    for v in dst:
        times = sorted(count / int(rate) for rate in bw[:, v] if rate for count in range(1, parts + 1))
        slowest = max(slowest, times[parts - 1])
    return int(egress + hour * (len(dst) + 1) * slowest)


def solve(public, seconds):
    price, bw = public["price"].astype(np.int64), public["bw"].astype(np.int64)
    parts, src, dst = public["parts"], public["src"], public["dst"]
    n, block = len(price), public["size"] / parts
    hour = block * 8000 / 3600 * public["hourly"]
    goal = np.zeros(n, bool)
    goal[dst] = True
    goal[src] = True
    star = np.array(base(public)["parent"], dtype=np.int64)
    cheap = np.full(n, -1, np.int64)
    have = [src]
    while len(have) <= len(dst):  # Prim over the destinations
        _, u, v = min((int(price[u, v]), u, v) for u in have for v in dst if v not in have)
        cheap[v] = u
        have.append(v)
    steps = int(seconds * 7e7 / (n * n / 4 + n * parts))
    starts = (star, np.tile(cheap, (parts, 1)), np.tile(cheap, (parts, 1)))
    runs = [_anneal(start, price, bw, src, goal, block, hour, steps, seed) for seed, start in enumerate(starts)]
    _, parent = min(runs, key=lambda run: run[0])
    return {"parent": parent.tolist()}, bound(public, block, hour)


def base(public):
    row = [-1] * len(public["price"])
    for v in public["dst"]:
        row[v] = public["src"]
    return {"parent": [row] * public["parts"]}
