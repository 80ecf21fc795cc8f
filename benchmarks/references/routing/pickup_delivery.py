"""Reference solver for pickups and deliveries: ruin and recreate (remove related pairs, reinsert each at its cheapest places)."""

from __future__ import annotations

import numpy as np
from numba import njit

from eft.evaluation.blocks.tour import rounded_euclidean

SOLVER = "ruin and recreate, 2 runs"
VEHICLE = 10_000


@njit
def _insert(route, count, pick, drop, d, demand, ready, due, service, capacity, best):
    """Least detour of the pair in a route of `count` stops, below `best`, and the places (before stop i, before stop j of the old route)."""
    at_i, at_j = -1, -1
    time, load, prev = ready[0], np.int64(0), np.int64(0)
    for i in range(count + 1):
        # pickup before stop i
        t = max(ready[pick], time + service[prev] + d[prev, pick])
        if t > due[pick]:
            break
        if load + demand[pick] <= capacity:
            head = d[prev, pick]
            now, held, last = t, load + demand[pick], pick
            for j in range(i, count + 1):
                after = route[j] if j < count else 0
                u = max(ready[drop], now + service[last] + d[last, drop])
                if u > due[drop]:
                    break
                if j == i:
                    more = head + d[pick, drop] + d[drop, after] - d[prev, after]
                else:
                    more = head + d[pick, route[i]] - d[prev, route[i]] + d[last, drop] + d[drop, after] - d[last, after]
                if more < best:
                    w, from_, fits = u, drop, True
                    for k in range(j, count):
                        w = max(ready[route[k]], w + service[from_] + d[from_, route[k]])
                        if w > due[route[k]]:
                            fits = False
                            break
                        from_ = route[k]
                    if fits:
                        best, at_i, at_j = more, i, j
                if j == count:
                    break
                now = max(ready[after], now + service[last] + d[last, after])
                held += demand[after]
                if now > due[after] or held > capacity:
                    break
                last = after
        if i == count:
            break
        time = max(ready[route[i]], time + service[prev] + d[prev, route[i]])
        load += demand[route[i]]
        prev = route[i]
    return best, at_i, at_j


@njit
def _way(routes, counts, d):
    total = np.int64(0)
    for r in range(len(counts)):
        if counts[r]:
            total += 10_000 + d[0, routes[r, 0]] + d[routes[r, counts[r] - 1], 0]
            for k in range(counts[r] - 1):
                total += d[routes[r, k], routes[r, k + 1]]
    return total


@njit
def _search(d, demand, ready, due, service, pair, capacity, steps, seed):
    np.random.seed(seed)
    n = len(demand)
    picks = np.array([i for i in range(1, n) if demand[i] > 0])
    pairs = len(picks)
    routes, counts = np.zeros((pairs, n), np.int64), np.zeros(pairs, np.int64)
    for k in range(pairs):
        routes[k, 0], routes[k, 1] = picks[k], pair[picks[k]]
        counts[k] = 2
    value = _way(routes, counts, d)
    best, kept, sizes = value, routes.copy(), counts.copy()
    gone = np.zeros(n, np.bool_)
    for step in range(steps):
        heat = 400.0 * (1.0 - step / steps) ** 2 + 1.0
        old, old_counts = routes.copy(), counts.copy()
        out = np.empty(pairs, np.int64)
        number = 0
        if np.random.random() < 0.3:  # a whole route
            r = np.random.randint(0, pairs)
            while counts[r] == 0:
                r = np.random.randint(0, pairs)
            if counts[r] <= 30:
                for k in range(counts[r]):
                    if demand[routes[r, k]] > 0:
                        out[number] = routes[r, k]
                        number += 1
        size = min(pairs, number + np.random.randint(1, 9))
        seed_pick = picks[np.random.randint(0, pairs)]
        near = np.argsort(d[seed_pick][picks] + d[pair[seed_pick]][pair[picks]] + np.abs(due[picks] - due[seed_pick]) // 2)
        for q in near:
            if number >= size:
                break
            known = False
            for k in range(number):
                known |= out[k] == picks[q]
            if not known and np.random.random() < 0.7:
                out[number] = picks[q]
                number += 1
        for k in range(number):
            gone[out[k]] = True
            gone[pair[out[k]]] = True
        for r in range(pairs):
            c = 0
            for k in range(counts[r]):
                if not gone[routes[r, k]]:
                    routes[r, c] = routes[r, k]
                    c += 1
            counts[r] = c
        gone[:] = False
        rule = np.random.randint(0, 3)
        if rule == 0:
            order = np.random.permutation(number)
        elif rule == 1:
            order = np.argsort(-d[0][out[:number]])
        else:
            order = np.argsort(due[pair[out[:number]]])
        for q in order:
            pick = out[q]
            drop = pair[pick]
            least, at, empty = np.int64(2**60), -1, -1
            bi, bj = 0, 0
            for r in range(pairs):
                if counts[r] == 0:
                    empty = r
                    continue
                if np.random.random() < 0.05:
                    continue
                more, i, j = _insert(routes[r], counts[r], pick, drop, d, demand, ready, due, service, capacity, least)
                if i >= 0:
                    least, at, bi, bj = more, r, i, j
            if at < 0:
                at, bi, bj = empty, 0, 0
            c = counts[at]
            for k in range(c, bj, -1):
                routes[at, k + 1] = routes[at, k - 1]
            routes[at, bj + 1] = drop
            for k in range(bj, bi, -1):
                routes[at, k] = routes[at, k - 1]
            routes[at, bi] = pick
            counts[at] = c + 2
        new = _way(routes, counts, d)
        if new <= value or np.random.random() < np.exp((value - new) / heat):
            value = new
            if new < best:
                best = new
                kept[:], sizes[:] = routes, counts
        else:
            routes, counts = old, old_counts
    return best, kept, sizes


def solve(public, seconds):
    d = rounded_euclidean(public["xy"])
    arrays = (public[name].astype(np.int64) for name in ("demand", "ready", "due", "service", "pair"))
    arrays = tuple(arrays)
    steps = int(seconds * 1e6 / len(d))
    runs = [_search(d, *arrays, public["Q"], steps, seed) for seed in range(2)]
    _, routes, counts = min(runs, key=lambda run: run[0])
    out = []
    for row, count in zip(routes, counts, strict=True):
        if count:
            out += [0, *row[:count].tolist()]
    return {"route": out[1:]}, None


def base(public):
    """One vehicle per pair."""
    out = []
    for i in range(1, len(public["pair"]), 2):
        out += [0, i, i + 1]
    return {"route": out[1:]}
