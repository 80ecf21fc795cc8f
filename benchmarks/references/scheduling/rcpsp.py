"""Reference solver for projects: annealed activity lists, serial scheme, from the longest-tail order."""

from __future__ import annotations

import numpy as np
from numba import njit

SOLVER = "annealed activity lists with the serial scheme, 3 runs"


@njit
def _serial(order, dur, before, degree, need, cap, left, end):
    horizon = len(left)
    for t in range(horizon):
        left[t] = cap
    span = np.int64(0)
    for job in order:
        start = np.int64(0)
        for q in range(degree[job]):
            start = max(start, end[before[job, q]])
        t = start
        while t < start + dur[job]:
            for r in range(len(cap)):
                if left[t, r] < need[job, r]:
                    start = t + 1
                    break
            t += 1
        for t in range(start, start + dur[job]):
            for r in range(len(cap)):
                left[t, r] -= need[job, r]
        end[job] = start + dur[job]
        span = max(span, end[job])
    return span


@njit
def _anneal(first, dur, before, degree, need, cap, goal, steps, seed):
    np.random.seed(seed)
    n = len(dur)
    left, end = np.empty((dur.sum() + 1, len(cap)), np.int64), np.zeros(n, np.int64)
    order = first.copy()
    value = _serial(order, dur, before, degree, need, cap, left, end)
    best, kept = value, order.copy()
    waits = np.zeros((n, n), np.bool_)
    for b in range(n):
        for q in range(degree[b]):
            waits[before[b, q], b] = True
    for step in range(steps):
        if best <= goal:
            break
        heat = 1.5 * (1.0 - step / steps) ** 2 + 0.02
        i = np.random.randint(0, n)
        job, j = order[i], i
        # the farthest feasible shift in one direction, cut at random
        if np.random.random() < 0.5:
            while j > 0 and not waits[order[j - 1], job]:
                j -= 1
            j = np.random.randint(j, i + 1)
        else:
            while j < n - 1 and not waits[job, order[j + 1]]:
                j += 1
            j = np.random.randint(i, j + 1)
        if i == j:
            continue
        trial = order.copy()
        if i < j:
            trial[i:j] = order[i + 1 : j + 1]
        else:
            trial[j + 1 : i + 1] = order[j:i]
        trial[j] = job
        new = _serial(trial, dur, before, degree, need, cap, left, end)
        if new <= value or np.random.random() < np.exp((value - new) / heat):
            order, value = trial, new
            if new < best:
                best = new
                kept[:] = order
    return best, kept


def bound(dur, pred, need, cap):
    """The larger of critical path and resource work per unit."""
    end = np.array(dur)
    for a, b in pred.tolist():
        end[b] = max(end[b], end[a] + dur[b])
    return int(max(end.max(), (-(-(need * dur[:, None]).sum(axis=0) // cap)).max()))


def solve(public, seconds):
    dur, pred, need, cap = (public[name].astype(np.int64) for name in ("dur", "pred", "need", "cap"))
    n = len(dur)
    degree = np.bincount(pred[:, 1], minlength=n).astype(np.int64)
    before, tail = np.zeros((n, degree.max()), np.int64), dur.copy()
    count = np.zeros(n, np.int64)
    for a, b in pred.tolist():
        before[b, count[b]] = a
        count[b] += 1
    for a, b in pred[::-1].tolist():
        tail[a] = max(tail[a], dur[a] + tail[b])
    goal = bound(dur, pred, need, cap)
    first = np.argsort(-tail, kind="stable")
    steps = int(seconds * 1.2e6 / n)
    runs = [_anneal(first, dur, before, degree, need, cap, goal, steps, seed) for seed in range(3)]
    _, order = min(runs, key=lambda run: run[0])
    return {"list": order.tolist()}, goal


def base(public):
    return {"list": list(range(len(public["dur"])))}
