"""Reference solver for machines with setups: annealed moves and exchanges of jobs between the fullest machine and others."""

from __future__ import annotations

import numpy as np
from numba import njit

SOLVER = "annealed insertion and interchange with the fullest machine, 2 runs"


@njit
def _load(p, s, row, count, i):
    a, total = p.shape[1], np.int64(0)
    for k in range(count):
        total += s[i, a, row[k]] + p[i, row[k]]
        a = row[k]
    return total


@njit
def _added(p, s, row, count, i, k, job):
    n = p.shape[1]
    a = row[k - 1] if k else n
    more = s[i, a, job] + p[i, job]
    return more if k == count else more + s[i, job, row[k]] - s[i, a, row[k]]


@njit
def _append_all(p, s, rows, counts, load, order):
    """List scheduling: every job to the machine that would end it first."""
    m, n = p.shape
    for job in order:
        best, at = np.int64(2**60), 0
        for i in range(m):
            end = load[i] + s[i, rows[i, counts[i] - 1] if counts[i] else n, job] + p[i, job]
            if end < best:
                best, at = end, i
        rows[at, counts[at]] = job
        counts[at] += 1
        load[at] = best


@njit
def _anneal(p, s, steps, seed):
    np.random.seed(seed)
    m, n = p.shape
    rows, counts, load = np.zeros((m, n + 1), np.int64), np.zeros(m, np.int64), np.zeros(m, np.int64)
    _append_all(p, s, rows, counts, load, np.random.permutation(n))
    best, kept, sizes = load.max(), rows.copy(), counts.copy()
    for step in range(steps):
        heat = 15.0 * (1.0 - step / steps) ** 2 + 0.05
        i = np.argmax(load) if np.random.random() < 0.5 else np.random.randint(0, m)
        if counts[i] == 0:
            continue
        h, k = np.random.randint(0, m), np.random.randint(0, counts[i])
        swap = np.random.random() < 0.4 and h != i and counts[h] > 0
        # the largest load decides; the sum of squares (as a mean) breaks ties
        before = load[i] if h == i else max(load[i], load[h]) + 0.1 * (load[i] + load[h])
        if swap:
            q = np.random.randint(0, counts[h])
            rows[i, k], rows[h, q] = rows[h, q], rows[i, k]
            one, two = _load(p, s, rows[i], counts[i], i), _load(p, s, rows[h], counts[h], h)
            after = max(one, two) + 0.1 * (one + two)
            if after <= before or np.random.random() < np.exp((before - after) / heat):
                load[i], load[h] = one, two
            else:
                rows[i, k], rows[h, q] = rows[h, q], rows[i, k]
        else:
            job = rows[i, k]
            for a in range(k, counts[i] - 1):
                rows[i, a] = rows[i, a + 1]
            counts[i] -= 1
            less = load[i] - _added(p, s, rows[i], counts[i], i, k, job)
            more, at = np.int64(2**60), 0
            if np.random.random() < 0.7:
                for q in range(counts[h] + 1):
                    gain = _added(p, s, rows[h], counts[h], h, q, job)
                    if gain < more:
                        more, at = gain, q
            else:
                at = np.random.randint(0, counts[h] + 1)
                more = _added(p, s, rows[h], counts[h], h, at, job)
            one, two = less, (less if h == i else load[h]) + more
            after = np.float64(two) if h == i else max(one, two) + 0.1 * (one + two)
            if not (after <= before or np.random.random() < np.exp((before - after) / heat)):
                h, at, one, two = i, k, load[i], load[i]
            for a in range(counts[h], at, -1):
                rows[h, a] = rows[h, a - 1]
            rows[h, at] = job
            counts[h] += 1
            load[i] = one
            load[h] = two
        if load.max() < best:
            best = load.max()
            kept[:], sizes[:] = rows, counts
    return best, kept, sizes


def _answer(rows, counts):
    parts = [rows[i, : counts[i]].tolist() for i in range(len(rows))]
    seq = parts[0]
    for part in parts[1:]:
        seq = [*seq, -1, *part]
    return {"seq": seq}


def bound(p, s):
    """Every job costs at least its least processing with its least setup; the mean load, and the dearest job, bound the makespan."""
    m, n = p.shape
    own = np.eye(n + 1, n, dtype=bool)
    least = (p + np.where(own, 10**6, s).min(axis=1)).min(axis=0)
    return int(max(-(-least.sum() // m), least.max()))


def solve(public, seconds):
    p, s = public["p"].astype(np.int64), public["s"].astype(np.int64)
    steps = int(seconds * 6e5)
    _, rows, counts = min((_anneal(p, s, steps, seed) for seed in range(2)), key=lambda run: run[0])
    return _answer(rows, counts), bound(p, s)


def base(public):
    p, s = public["p"].astype(np.int64), public["s"].astype(np.int64)
    m, n = p.shape
    rows, counts, load = np.zeros((m, n + 1), np.int64), np.zeros(m, np.int64), np.zeros(m, np.int64)
    _append_all(p, s, rows, counts, load, np.arange(n))
    return _answer(rows, counts)
