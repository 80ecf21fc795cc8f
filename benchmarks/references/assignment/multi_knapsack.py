"""Reference solver for knapsacks with several constraints: HiGHS with its dual bound, then exchange search under the relaxation's prices."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

SOLVER = "HiGHS (scipy milp) and exchange search by dual prices"


@njit
def _exchange(x, room, p, w, price, steps, seed):
    """Drop up to three items near the critical ratio, refill by noisy ratio of profit to priced weight; small losses are accepted."""
    np.random.seed(seed)
    _m, n = w.shape
    ratio = p / price
    value = np.sum(p * x)
    best, kept = value, x.copy()
    for step in range(steps):
        y, free = x.copy(), room.copy()
        for _ in range(1 + np.random.randint(0, 3)):
            chosen, low = -1, 1e300
            for _ in range(6):
                j = np.random.randint(0, n)
                if y[j] and ratio[j] < low:
                    chosen, low = j, ratio[j]
            if chosen >= 0:
                y[chosen] = 0
                free += w[:, chosen]
        order = np.argsort(-ratio * (1.0 + 0.1 * np.random.random(n)))
        for j in order:
            if not y[j] and np.all(w[:, j] <= free):
                y[j] = 1
                free -= w[:, j]
        new = np.sum(p * y)
        heat = 0.001 * value * (1.0 - step / steps) ** 2 + 1e-9
        if new >= value or np.random.random() < np.exp((new - value) / heat):
            x, room, value = y, free, new
            if value > best:
                best = value
                kept = x.copy()
    return best, kept


def solve(public, seconds):
    p, w, c = public["p"], public["w"], public["c"]
    rows, n = LinearConstraint(w, ub=c), len(p)
    found = milp(-p, constraints=rows, integrality=np.ones(n), bounds=Bounds(0, 1), options={"time_limit": seconds})
    relaxed = linprog(-p, A_ub=w, b_ub=c, bounds=(0, 1))
    price = np.maximum(-relaxed.ineqlin.marginals @ w, 1e-6)
    start = np.rint(found.x).astype(np.int64) if found.x is not None else np.zeros(n, np.int64)
    runs = [_exchange(start, c - w @ start, p, w, price, int(seconds * 5e6 / n / len(c) ** 0.5), k) for k in range(2)]
    bound = math.floor(-max(found.mip_dual_bound, relaxed.fun) * (1 + 1e-9) + 1e-6)
    return {"x": max(runs, key=lambda run: run[0])[1].tolist()}, bound


def base(public):
    """By falling profit, while it fits."""
    x, room = [0] * len(public["p"]), public["c"].copy()
    for j in np.argsort(-public["p"], kind="stable").tolist():
        if (public["w"][:, j] <= room).all():
            x[j] = 1
            room -= public["w"][:, j]
    return {"x": x}
