"""Annealed moves and swaps on a high power mean of the GPUs' ratios."""

from __future__ import annotations

import numpy as np
from numba import njit

SOLVER = "annealed moves and swaps, 4 runs"


@njit
def _anneal(size, demand, memory, gpus, start, scale, steps, seed):
    np.random.seed(seed)
    n, at = len(size), start.copy()
    free, load = np.full(gpus, float(memory)), np.zeros(gpus)
    for i in range(n):
        free[at[i]] -= size[i]
        load[at[i]] += demand[i]
    best, kept = (load / free).max(), at.copy()
    for step in range(steps):
        power = 4.0 + 36.0 * step / steps
        heat = 0.5 * 0.002 ** (step / steps)
        i = np.random.randint(n)
        a, j = at[i], -1
        if np.random.random() < 0.5:
            b, s, d = np.random.randint(gpus), size[i], demand[i]
        else:
            j = np.random.randint(n)
            b, s, d = at[j], size[i] - size[j], demand[i] - demand[j]
        if a == b or free[b] - s <= 0 or free[a] + s <= 0:
            continue
        old = max(load[a] / free[a], load[b] / free[b])
        new = max((load[a] - d) / (free[a] + s), (load[b] + d) / (free[b] - s))
        before = (load[a] / free[a] / scale) ** power + (load[b] / free[b] / scale) ** power
        after = ((load[a] - d) / (free[a] + s) / scale) ** power + ((load[b] + d) / (free[b] - s) / scale) ** power
        if after <= before or (new <= old * 1.3 and np.random.random() < np.exp((before - after) / (heat * power))):
            free[a] += s
            free[b] -= s
            load[a] -= d
            load[b] += d
            at[i] = b
            if j >= 0:
                at[j] = a
            worst = (load / free).max()
            if worst < best:
                best, kept = worst, at.copy()
    return best, kept


def solve(public, seconds):
    size, demand = public["need"], public["demand"]
    scale = float(demand.sum()) / float(public["G"] * public["M"] - size.sum())
    start = np.array(base(public)["at"])
    steps = int(seconds * 1.5e6)
    runs = [_anneal(size, demand, public["M"], public["G"], start, scale, steps, k) for k in range(4)]
    return {"at": min(runs, key=lambda run: run[0])[1].tolist()}, scale


def base(public):
    """First fit, the largest models first (in the given order it can fail)."""
    size = public["need"].tolist()
    free, at = [public["M"]] * public["G"], [0] * len(size)
    for i in sorted(range(len(size)), key=lambda i: -size[i]):
        at[i] = next(g for g in range(public["G"]) if free[g] > size[i])
        free[at[i]] -= size[i]
    return {"at": at}
