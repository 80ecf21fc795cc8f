"""Reference solver for orienteering: a part of the tour is removed, places are inserted by noisy prize per detour, 2-opt makes room; annealed.

Bound: every visited place costs at least half of its two shortest ways, so that the prize is at most that of a fractional knapsack.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from eft.evaluation.blocks.tour import rounded_euclidean

SOLVER = "removal and insertion by prize per detour with 2-opt, annealed, 3 runs"


@njit
def _straighten(tour, size, d):
    gain, better = 0, True
    while better:
        better = False
        for i in range(size - 1):
            for j in range(i + 2, size):
                a, b, c, e = tour[i], tour[i + 1], tour[j], tour[j + 1] if j + 1 < size else 0
                less = d[a, b] + d[c, e] - d[a, c] - d[b, e]
                if less > 0:
                    gain += less
                    tour[i + 1 : j + 1] = tour[i + 1 : j + 1][::-1].copy()
                    better = True
    return gain


@njit
def _search(d, prize, limit, steps, seed):
    np.random.seed(seed)
    n = len(d)
    tour, size, room, total = np.zeros(n + 1, np.int64), 1, limit, np.int64(0)
    best, kept, kept_size = np.int64(0), tour.copy(), 1
    inside = np.zeros(n, np.bool_)
    for step in range(steps):
        old, old_size, old_room, old_total, old_inside = tour.copy(), size, room, total, inside.copy()
        if size > 1:
            first = 1 + np.random.randint(0, size - 1)
            cut = min(size - first, 1 + np.random.randint(0, max(1, size // 3)))
            if np.random.random() < 0.5:
                cut = min(cut, 2)
            behind = tour[first + cut] if first + cut < size else 0
            for k in range(first, first + cut):
                room += d[tour[k - 1], tour[k]]
                total -= prize[tour[k]]
                inside[tour[k]] = False
            room += d[tour[first + cut - 1], behind] - d[tour[first - 1], behind]
            tour[first : size - cut] = tour[first + cut : size].copy()
            size -= cut
        power, straight = 0.5 + 1.5 * np.random.random(), False
        noise = 0.4 + np.random.random(n)
        while True:
            chosen, place, top, detour = -1, 0, 0.0, 0
            for v in range(1, n):
                if inside[v]:
                    continue
                low, where = np.int64(2**40), 0
                for k in range(size):
                    b = tour[k + 1] if k + 1 < size else 0
                    extra = d[tour[k], v] + d[v, b] - d[tour[k], b]
                    if extra < low:
                        low, where = extra, k + 1
                if low <= room:
                    worth = noise[v] * prize[v] ** power / (low + 3.0)
                    if worth > top:
                        chosen, place, top, detour = v, where, worth, low
            if chosen < 0:
                if straight:
                    break
                straight = True
                room += _straighten(tour, size, d)
                continue
            straight = False
            tour[place + 1 : size + 1] = tour[place:size].copy()
            tour[place] = chosen
            inside[chosen] = True
            size += 1
            room -= detour
            total += prize[chosen]
        heat = 30.0 * (1.0 - step / steps) + 0.01
        if total < old_total and np.random.random() >= np.exp((total - old_total) / heat):
            tour, size, room, total, inside = old, old_size, old_room, old_total, old_inside
        elif total > best:
            best, kept_size = total, size
            kept[:] = tour
    return best, kept[:kept_size]


def knapsack_bound(d, prize, limit):
    far = np.sort(d + np.where(np.eye(len(d), dtype=bool), 10**9, 0), axis=1)[:, :2].sum(axis=1)  # twice the least cost of a visit
    left, total = 2 * limit - far[0], 0.0
    for v in sorted(range(1, len(d)), key=lambda v: far[v] / prize[v]):
        if far[v] > left:
            return int(total + prize[v] * max(0, left) / far[v] + 1e-9)
        left -= far[v]
        total += prize[v]
    return int(total)


def solve(public, seconds):
    d, prize, limit = rounded_euclidean(public["xy"]), public["prize"], public["limit"]
    steps = int(seconds * 2.5e7 / len(d) ** 1.8)
    best = max((_search(d, prize, limit, steps, k) for k in range(3)), key=lambda run: run[0])
    return {"tour": best[1].tolist()}, knapsack_bound(d, prize, limit)


def base(public):
    """The nearest place that still fits, until none does."""
    d, room, tour = rounded_euclidean(public["xy"]), public["limit"], [0]
    while True:
        at = tour[-1]
        fits = [v for v in range(1, len(d)) if v not in tour and d[at, v] + d[v, 0] <= room]
        if not fits:
            return {"tour": tour}
        tour.append(min(fits, key=lambda v: d[at, v]))
        room -= d[at, tour[-1]]
