"""Reference solver for memory plans: annealed orders, each tensor takes the lowest gap."""

from __future__ import annotations

import numpy as np
from numba import njit

SOLVER = "annealed orders with lowest gap, 4 starts"


@njit
def _peak(near, degree, size, order, low):
    """Places the tensors in `order`; low: their offsets (output)."""
    low[:] = -1
    peak = np.int64(0)
    lows, tops = np.empty(len(size), np.int64), np.empty(len(size), np.int64)
    for i in order:
        count = 0
        for q in range(degree[i]):
            j = near[i, q]
            if low[j] >= 0:
                a, b, k = low[j], low[j] + size[j], count
                while k > 0 and lows[k - 1] > a:
                    lows[k], tops[k] = lows[k - 1], tops[k - 1]
                    k -= 1
                lows[k], tops[k] = a, b
                count += 1
        at = np.int64(0)
        for q in range(count):
            if lows[q] - at >= size[i]:
                break
            at = max(at, tops[q])
        low[i] = at
        peak = max(peak, at + size[i])
    return peak


@njit
def _anneal(near, degree, size, first, goal, steps, seed):
    np.random.seed(seed)
    n = len(size)
    order, low = first.copy(), np.empty(n, np.int64)
    value = _peak(near, degree, size, order, low)
    best, kept = value, low.copy()
    for step in range(steps):
        if best <= goal:
            break
        heat = 0.01 * value * (1.0 - step / steps) ** 2 + 0.01
        i = np.random.randint(0, n)
        j = np.random.randint(0, n) if np.random.random() < 0.5 else max(0, min(n - 1, i + np.random.randint(-10, 11)))
        trial = order.copy()
        if np.random.random() < 0.5:
            trial[i], trial[j] = trial[j], trial[i]
        elif i < j:
            trial[i:j] = order[i + 1 : j + 1]
            trial[j] = order[i]
        else:
            trial[j + 1 : i + 1] = order[j:i]
            trial[j] = order[i]
        new = _peak(near, degree, size, trial, low)
        if new <= value or np.random.random() < np.exp((value - new) / heat):
            order, value = trial, new
            if new < best:
                best = new
                kept[:] = low
    return best, kept


def _tables(public):
    start, end, size = (public[name].astype(np.int64) for name in ("start", "end", "size"))
    together = (start[:, None] < end) & (start < end[:, None])
    np.fill_diagonal(together, False)
    degree = together.sum(axis=1).astype(np.int64)
    near = np.zeros((len(size), max(1, degree.max())), np.int64)
    for i, row in enumerate(together):
        near[i, : degree[i]] = np.flatnonzero(row)
    return start, end, size, near, degree


def bound(start, end, size):
    """Largest sum of the sizes alive in one step."""
    return int(max(size[(start <= t) & (t < end)].sum() for t in np.unique(start)))


def solve(public, seconds):
    start, end, size, near, degree = _tables(public)
    goal = bound(start, end, size)
    steps = int(seconds * 1e7 / (degree.sum() + 1))
    keys = (-size, -size * (end - start), (start - end) * 10_000 - size, start)
    runs = [_anneal(near, degree, size, np.argsort(key, kind="stable"), goal, steps, seed) for seed, key in enumerate(keys)]
    _, low = min(runs, key=lambda run: run[0])
    return {"offset": low.tolist()}, goal


def base(public):
    _, _, size, near, degree = _tables(public)
    low = np.empty(len(size), np.int64)
    _peak(near, degree, size, np.arange(len(size)), low)
    return {"offset": low.tolist()}
