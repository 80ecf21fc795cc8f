"""Reference solver for road repairs: roads spread over days, then annealed exchanges of days."""

from __future__ import annotations

import numpy as np
from numba import njit

SOLVER = "spread roads and annealed exchanges of days"
CAP = 10_000


@njit
def _distances(near, road, w, day, k, source, out, queue, waiting):
    """Shortest distances from the sources over the roads not closed on day k, by a queue of junctions to be looked at again."""
    n, width = near.shape
    for s in range(len(source)):
        row = out[s]
        row[:] = 10**9
        row[source[s]] = 0
        queue[0] = source[s]
        head, tail, count = 0, 1, 1
        waiting[source[s]] = True
        while count:
            v = queue[head]
            head = (head + 1) % n
            count -= 1
            waiting[v] = False
            for q in range(width):
                e = road[v, q]
                if e < 0:
                    break
                if day[e] == k:
                    continue
                u = near[v, q]
                if row[v] + w[e] < row[u]:
                    row[u] = row[v] + w[e]
                    if not waiting[u]:
                        waiting[u] = True
                        queue[tail % n] = u
                        tail = (tail + 1) % n
                        count += 1


@njit
def _growth(near, road, w, day, k, source, usual, out, queue, waiting):
    _distances(near, road, w, day, k, source, out, queue, waiting)
    total = np.int64(0)
    for s in range(len(source)):
        for v in range(len(near)):
            total += min(out[s, v] - usual[s, v], CAP)
    return total


@njit
def _spread(middle, near, road, ends, days, most, reach, seed):
    """Every road, in random order, goes to the day with the least nearby closures that leaves its ends joined."""
    np.random.seed(seed)
    m, n = len(ends), len(near)
    day, count = np.full(m, -1, np.int64), np.zeros(days, np.int64)
    for e in np.random.permutation(m):
        harm = count * 1e-3
        for f in range(m):
            if day[f] >= 0:
                harm[day[f]] += np.exp(-np.sqrt(((middle[e] - middle[f]) ** 2).sum()) / reach)
        order = np.argsort(harm)
        chosen = -1
        for k in order:
            if count[k] >= most:
                continue
            if chosen < 0:
                chosen = k
            seen, todo, size = np.zeros(n, np.bool_), np.zeros(n, np.int64), 1
            todo[0] = ends[e, 0]
            seen[ends[e, 0]] = True
            while size and not seen[ends[e, 1]]:
                size -= 1
                v = todo[size]
                for q in range(near.shape[1]):
                    f = road[v, q]
                    if f >= 0 and f != e and day[f] != k and not seen[near[v, q]]:
                        seen[near[v, q]] = True
                        todo[size] = near[v, q]
                        size += 1
            if seen[ends[e, 1]]:
                chosen = k
                break
        day[e] = chosen
        count[chosen] += 1
    return day


@njit
def _anneal(day, near, road, w, source, days, most, steps, seed):
    np.random.seed(seed)
    n, m = len(near), len(w)
    out, queue, waiting = np.zeros((len(source), n), np.int64), np.zeros(n, np.int64), np.zeros(n, np.bool_)
    usual = np.zeros((len(source), n), np.int64)
    _distances(near, road, w, day, -1, source, usual, queue, waiting)
    growth, count = np.zeros(days, np.int64), np.zeros(days, np.int64)
    for k in range(days):
        growth[k] = _growth(near, road, w, day, k, source, usual, out, queue, waiting)
        count[k] = (day == k).sum()
    best, kept = growth.sum(), day.copy()
    heat0 = 0.002 * best
    for step in range(steps):
        heat = heat0 * (1.0 - step / steps) ** 2 + 1.0
        e, f = np.random.randint(0, m), np.random.randint(0, m)
        a, b = day[e], day[f]
        if a == b:
            continue
        move = count[b] < most and np.random.random() < 0.5
        day[e] = b
        if not move:
            day[f] = a
        one = _growth(near, road, w, day, a, source, usual, out, queue, waiting)
        two = _growth(near, road, w, day, b, source, usual, out, queue, waiting)
        change = one + two - growth[a] - growth[b]
        if change <= 0 or np.random.random() < np.exp(-change / heat):
            growth[a], growth[b] = one, two
            if move:
                count[a] -= 1
                count[b] += 1
            if growth.sum() < best:
                best = growth.sum()
                kept[:] = day
        else:
            day[e], day[f] = a, b
    return best, kept


def solve(public, seconds):
    edges, w, xy = (public[name].astype(np.int64) for name in ("edges", "w", "xy"))
    n, days, most = len(xy), public["D"], public["K"]
    near, road = (np.full((n, int(np.bincount(edges.ravel()).max())), -1, np.int64) for _ in range(2))
    degree = np.zeros(n, np.int64)
    for e, (i, j) in enumerate(edges.tolist()):
        for a, b in ((i, j), (j, i)):
            near[a, degree[a]], road[a, degree[a]] = b, e
            degree[a] += 1
    middle = xy[edges].mean(axis=1)
    rest = (near, road, w, public["source"].astype(np.int64), days, most)
    starts = [_spread(middle, near, road, edges, days, most, reach, seed) for seed, reach in enumerate((40.0, 60.0, 90.0, 130.0) * 2)]
    start = min(starts, key=lambda day: _anneal(day, *rest, 0, 0)[0])
    _, day = _anneal(start.copy(), *rest, int(seconds * 5e5 / n), 0)
    return {"day": day.tolist()}, 0


def base(public):
    return {"day": [e % public["D"] for e in range(len(public["edges"]))]}
