"""Reference solver for the job shop: annealed swaps of neighbours on the critical path (van Laarhoven, Aarts, Lenstra 1992)."""

from __future__ import annotations

import numpy as np
from numba import njit

SOLVER = "annealed swaps of critical neighbours, 2 runs"


@njit
def _heads(machine, time, order, head, pred):
    """Start times of the schedule `order` (operation ids job * m + k in topological order) and the binding predecessor of each; makespan's end."""
    m = machine.shape[1]
    last = np.full(m, -1, np.int64)
    span, end = np.int64(-1), np.int64(0)
    for v in order:
        job, k = v // m, v % m
        start, before = np.int64(0), np.int64(-1)
        if k > 0:
            start, before = head[v - 1] + time[job, k - 1], v - 1
        other = last[machine[job, k]]
        if other >= 0 and head[other] + time[other // m, other % m] > start:
            start, before = head[other] + time[other // m, other % m], other
        head[v], pred[v] = start, before
        last[machine[job, k]] = v
        if start + time[job, k] > span:
            span, end = start + time[job, k], v
    return span, end


@njit
def _anneal(machine, time, steps, seed):
    np.random.seed(seed)
    n, m = machine.shape
    size = n * m
    order = np.empty(size, np.int64)
    for k in range(m):
        for j, job in enumerate(np.random.permutation(n)):
            order[k * n + j] = job * m + k
    head, pred, pairs = np.empty(size, np.int64), np.empty(size, np.int64), np.empty((size, 2), np.int64)
    value, end = _heads(machine, time, order, head, pred)
    best, kept = value, order.copy()
    for step in range(steps):
        heat = 12.0 * (1.0 - step / steps) ** 2 + 0.05
        count, v = 0, end
        while pred[v] >= 0:
            if pred[v] // m != v // m:
                pairs[count, 0], pairs[count, 1] = pred[v], v
                count += 1
            v = pred[v]
        if count == 0:
            break
        pick = np.random.randint(0, count)
        a, b = pairs[pick, 0], pairs[pick, 1]
        trial, late, held = np.empty(size, np.int64), np.zeros(size, np.bool_), np.empty(size, np.int64)
        # b and what it needs move before a: between the two, only operations of b's chain may go first
        place, waits, at = 0, 0, 0
        while order[at] != a:
            trial[place] = order[at]
            place += 1
            at += 1
        late[a] = True
        while order[at] != b:
            w = order[at]
            job, k = w // m, w % m
            behind = late[w] or (k > 0 and late[w - 1])
            if not behind:
                for q in range(waits):
                    if machine[held[q] // m, held[q] % m] == machine[job, k]:
                        behind = True
            if behind:
                late[w] = True
                held[waits] = w
                waits += 1
            else:
                trial[place] = w
                place += 1
            at += 1
        trial[place] = b
        place += 1
        for q in range(waits):
            trial[place] = held[q]
            place += 1
        trial[place:] = order[at + 1 :]
        new, tail = _heads(machine, time, trial, head, pred)
        if new <= value or np.random.random() < np.exp((value - new) / heat):
            order, value, end = trial, new, tail
            if new < best:
                best, kept = new, trial.copy()
        else:
            _heads(machine, time, order, head, pred)
    return best, kept


def bound(machine, time):
    """Largest of the jobs' lengths and, per machine, least head + work + least tail."""
    ends = np.cumsum(time, axis=1)
    heads, tails = ends - time, ends[:, -1:] - ends
    best = int(ends[:, -1].max())
    for k in range(machine.shape[1]):
        on = machine == k
        best = max(best, int(heads[on].min() + time[on].sum() + tails[on].min()))
    return best


def solve(public, seconds):
    machine, time = public["machine"].astype(np.int64), public["time"].astype(np.int64)
    steps = int(seconds * 9e6 / machine.size)
    _, order = min((_anneal(machine, time, steps, seed) for seed in range(2)), key=lambda run: run[0])
    return {"ops": (order // machine.shape[1]).tolist()}, bound(machine, time)


def base(public):
    n, m = public["machine"].shape
    return {"ops": [v % n for v in range(n * m)]}
