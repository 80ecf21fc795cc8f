"""Reference solver for vehicle routing: removal of neighbouring strings and greedy insertion with blinks (Christiaens, Vanden Berghe 2020)."""

from __future__ import annotations

import numpy as np
from numba import njit

from eft.evaluation.blocks.tour import rounded_euclidean

SOLVER = "removal of strings and greedy insertion, annealed, 2 runs"


@njit
def _insert(c, at, place, routes, length, load, demand):
    for k in range(length[at], place, -1):
        routes[at, k] = routes[at, k - 1]
    routes[at, place] = c
    length[at] += 1
    load[at] += demand[c]


@njit
def _search(d, demand, capacity, near, steps, seed):
    np.random.seed(seed)
    n = len(demand)
    routes, length, load = np.zeros((n, n), np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
    of = np.full(n, -1)
    for c in range(1, n):
        routes[c - 1, 0], length[c - 1], load[c - 1], of[c] = c, 1, demand[c], c - 1
    value = 2 * np.sum(d[0])
    used = n - 1
    best, kept, kept_length = value, routes.copy(), length.copy()
    absent, touched = np.zeros(n, np.int64), np.zeros(n, np.bool_)
    for step in range(steps):
        heat = 100.0 * (0.01 ** (step / steps))
        old_routes, old_length, old_load, old_of, old_used, old_value = (
            routes[:used].copy(),
            length[: used + 1].copy(),
            load[: used + 1].copy(),
            of.copy(),
            used,
            value,
        )
        longest = 1 + np.random.randint(0, 10)
        strings, removed = 1 + np.random.randint(0, 3), 0
        touched[:] = False
        for c in near[np.random.randint(1, n)]:
            r = of[c]
            if r < 0 or touched[r]:
                continue
            touched[r] = True
            size = min(length[r], 1 + np.random.randint(0, longest))
            place = 0
            while routes[r, place] != c:
                place += 1
            first = max(0, min(length[r] - size, place - np.random.randint(0, size)))
            for k in range(first, first + size):
                v = routes[r, k]
                absent[removed], of[v] = v, -1
                removed += 1
                load[r] -= demand[v]
            before = routes[r, first - 1] if first > 0 else 0
            for k in range(first, first + size):
                value -= d[before, routes[r, k]]
                before = routes[r, k]
            behind = routes[r, first + size] if first + size < length[r] else 0
            value -= d[before, behind]
            value += d[routes[r, first - 1] if first > 0 else 0, behind]
            for k in range(first, length[r] - size):
                routes[r, k] = routes[r, k + size]
            length[r] -= size
            strings -= 1
            if strings == 0:
                break
        way = np.random.randint(0, 4)
        key = np.random.random(removed)
        for k in range(removed):
            if way == 1:
                key[k] -= 1000.0 * demand[absent[k]]
            elif way == 2:
                key[k] -= 10.0 * d[0, absent[k]]
            elif way == 3:
                key[k] += 10.0 * d[0, absent[k]]
        for pick in np.argsort(key):
            c = absent[pick]
            cheapest, at, place = np.int64(2**60), -1, 0
            for r in range(used):
                if length[r] == 0 or load[r] + demand[c] > capacity:
                    continue
                before = 0
                for k in range(length[r] + 1):
                    behind = routes[r, k] if k < length[r] else 0
                    extra = d[before, c] + d[c, behind] - d[before, behind]
                    before = behind
                    if extra < cheapest and np.random.random() > 0.01:
                        cheapest, at, place = extra, r, k
            if at < 0:
                at = 0
                while at < used and length[at] > 0:
                    at += 1
                used = max(used, at + 1)
                length[at], load[at], place, cheapest = 0, 0, 0, 2 * d[0, c]
            _insert(c, at, place, routes, length, load, demand)
            of[c] = at
            value += cheapest
        if value < old_value - heat * np.log(np.random.random()):
            if value < best:
                best = value
                kept[:], kept_length[:] = routes, length
        else:
            used, value = old_used, old_value
            routes[:used], length[: used + 1], load[: used + 1], of = old_routes, old_length, old_load, old_of
        if step % 1000 == 0:  # close gaps between used routes
            at = 0
            for r in range(used):
                if length[r] > 0:
                    routes[at], length[at], load[at] = routes[r], length[r], load[r]
                    for k in range(length[at]):
                        of[routes[at, k]] = at
                    if at < r:
                        length[r], load[r] = 0, 0
                    at += 1
            used = at
    return best, kept, kept_length


def solve(public, seconds):
    xy, demand = public["xy"], public["demand"]
    d = rounded_euclidean(xy)
    near = np.argsort(d + np.where(np.arange(len(xy)) == 0, 10**6, 0), axis=1, kind="stable")[:, :-1]
    runs = [_search(d, demand, public["Q"], near, int(seconds * 8e6 / len(xy)), k) for k in range(2)]
    _, routes, length = min(runs, key=lambda run: run[0])
    rows = [row[:size].tolist() for row, size in zip(routes, length, strict=True) if size]
    return {"route": [c for row in rows for c in [0, *row]]}, None


def base(public):
    """Customers in index order, a new route when the next one does not fit."""
    route, room = [], public["Q"]
    for c in range(1, len(public["xy"])):
        room -= public["demand"][c]
        if room < 0:
            route.append(0)
            room = public["Q"] - public["demand"][c]
        route.append(c)
    return {"route": route}
