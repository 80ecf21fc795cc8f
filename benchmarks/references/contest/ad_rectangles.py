"""Reference solver for rectangles of wanted areas: one side after the other moves and pushes its neighbours, annealed."""

from __future__ import annotations

import numpy as np
from numba import njit

SOLVER = "annealed sides that push neighbours"
SIDE = 10_000


@njit
def _short(r, i, want):
    a = (r[i, 2] - r[i, 0]) * (r[i, 3] - r[i, 1])
    s = 1.0 - min(a, want[i]) / max(a, want[i])
    return s * s


@njit
def _anneal(p, want, steps, seed):
    np.random.seed(seed)
    n = len(p)
    r = np.empty((n, 4), np.int64)
    r[:, :2], r[:, 2:] = p, p + 1
    cost = np.ones(n)
    for i in range(n):
        cost[i] = _short(r, i, want)
    best, kept, total = cost.sum(), r.copy(), cost.sum()
    pushed, old = np.empty(n, np.int64), np.empty((n, 4), np.int64)
    for step in range(steps):
        left = 1.0 - step / steps
        heat = 0.03 * left * left + 1e-7
        reach = int(1200 * left * left) + 2
        i, side = np.random.randint(0, n), np.random.randint(0, 4)
        axis = side % 2
        moved = r[i].copy()
        delta = np.random.randint(1, reach + 1)
        a = (r[i, 2] - r[i, 0]) * (r[i, 3] - r[i, 1])
        grow = a < want[i] if np.random.random() < 0.8 else np.random.random() < 0.5
        out = delta if (side >= 2) == grow else -delta
        moved[side] = min(max(moved[side] + out, 0), SIDE)
        if side < 2:
            moved[side] = min(moved[side], p[i, axis])
        else:
            moved[side] = max(moved[side], p[i, axis] + 1)
        if moved[side] == r[i, side]:
            continue
        count, feasible = 0, True
        change = -cost[i]
        if grow:
            for j in range(n):
                if j != i and moved[0] < r[j, 2] and r[j, 0] < moved[2] and moved[1] < r[j, 3] and r[j, 1] < moved[3]:
                    if (side >= 2 and p[j, axis] < moved[side]) or (side < 2 and p[j, axis] >= moved[side]):
                        feasible = False
                        break
                    pushed[count] = j
                    count += 1
        if not feasible:
            continue
        mine = r[i].copy()
        for q in range(count):
            j = pushed[q]
            old[q] = r[j]
            change -= cost[j]
            r[j, axis if side >= 2 else axis + 2] = moved[side]
            change += _short(r, j, want)
        r[i] = moved
        change += _short(r, i, want)
        if change <= 0 or np.random.random() < np.exp(-change / heat):
            for q in range(count):
                cost[pushed[q]] = _short(r, pushed[q], want)
            cost[i] = _short(r, i, want)
            total += change
            if total < best - 1e-12:
                best = total
                kept[:] = r
        else:
            for q in range(count):
                r[pushed[q]] = old[q]
            r[i] = mine
    return best, kept


def solve(public, seconds):
    p, want = public["p"].astype(np.int64), public["want"].astype(np.int64)
    steps = int(seconds * 2e8 / (len(p) + 60))
    _, r = _anneal(p, want, steps, 0)
    return {"r": r.tolist()}, 1


def base(public):
    return {"r": [[x, y, x + 1, y + 1] for x, y in public["p"].tolist()]}
