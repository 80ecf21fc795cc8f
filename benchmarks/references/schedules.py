"""Reference solvers for schedules: iterated greedy (flow shop), annealed insertion (transactions)."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def _makespan(p, order, count):
    m = len(p)
    done = np.zeros(m, np.int64)
    for k in range(count):
        now = 0
        for i in range(m):
            now = max(now, done[i]) + p[i, order[k]]
            done[i] = now
    return done[-1]


@njit(cache=True)
def _insert_best(p, order, count, job, heads, tails):
    """Insert `job` where the makespan is least (Taillard's acceleration); returns that makespan."""
    m = len(p)
    for k in range(count):
        now = 0
        for i in range(m):
            now = max(now, heads[k, i]) + p[i, order[k]]
            heads[k + 1, i] = now
    for i in range(m):
        tails[count, i] = 0
    for k in range(count - 1, -1, -1):
        now = 0
        for i in range(m - 1, -1, -1):
            now = max(now, tails[k + 1, i]) + p[i, order[k]]
            tails[k, i] = now
    best, place = np.int64(2**60), 0
    for k in range(count + 1):
        now, span = 0, np.int64(0)
        for i in range(m):
            now = max(now, heads[k, i]) + p[i, job]
            span = max(span, now + tails[k, i])
        if span < best or (span == best and np.random.random() < 0.3):
            best, place = span, k
    for k in range(count, place, -1):
        order[k] = order[k - 1]
    order[place] = job
    return best


@njit(cache=True)
def _drop(order, count, place):
    job = order[place]
    for k in range(place, count - 1):
        order[k] = order[k + 1]
    return job


@njit(cache=True)
def _iterated_greedy(p, rounds, seed):
    """Ruiz and Stützle 2007: remove 4 jobs, reinsert, insertion descent, constant-temperature acceptance."""
    np.random.seed(seed)
    m, n = p.shape
    heads, tails = np.zeros((n + 2, m), np.int64), np.zeros((n + 2, m), np.int64)
    order, total = np.zeros(n, np.int64), p.sum(axis=0)
    value = np.int64(0)
    for count, job in enumerate(np.argsort(-total)):
        value = _insert_best(p, order, count, job, heads, tails)
    heat = 0.4 * p.mean() / 10
    best, kept, current = value, order.copy(), order.copy()
    for _ in range(rounds):
        order[:] = current
        count = n
        out = np.empty(4, np.int64)
        for k in range(4):
            out[k] = _drop(order, count, np.random.randint(0, count))
            count -= 1
        for k in range(4):
            new = _insert_best(p, order, count, out[k], heads, tails)
            count += 1
        improved = True
        while improved:
            improved = False
            for job in np.random.permutation(n):
                place = 0
                while order[place] != job:
                    place += 1
                _drop(order, n, place)
                after = _insert_best(p, order, n - 1, job, heads, tails)
                if after < new:
                    new, improved = after, True
        if new <= value or np.random.random() < np.exp((value - new) / heat):
            value = new
            current[:] = order
        if new < best:
            best = new
            kept[:] = order
    return best, kept


def machine_bound(p):
    """Largest over machines of shortest head + work + shortest tail."""
    heads = np.cumsum(np.vstack([np.zeros(p.shape[1], np.int64), p[:-1]]), axis=0)
    tails = np.cumsum(np.vstack([np.zeros(p.shape[1], np.int64), p[:0:-1]]), axis=0)[::-1]
    return int(max((heads.min(axis=1) + p.sum(axis=1) + tails.min(axis=1)).max(), p.sum(axis=0).max()))


def flow_shop(public, seconds):
    p = public["p"].astype(np.int64)
    m, n = p.shape
    run = max((_iterated_greedy(p, int(seconds * 4e7 / (n * n * m)), k) for k in range(2)), key=lambda run: -run[0])
    return {"order": run[1].tolist()}, machine_bound(p)


def flow_shop_base(public):
    return {"order": list(range(public["p"].shape[1]))}


@njit(cache=True)
def _transactions(ptr, write, key, order, wrote, touched):
    wrote[:] = 0
    touched[:] = 0
    end = 0
    for t in order:
        begin = 0
        for at in range(ptr[t], ptr[t + 1]):
            seen = touched[key[at]] if write[at] else wrote[key[at]]
            begin = max(begin, seen - (at - ptr[t]))
        for at in range(ptr[t], ptr[t + 1]):
            tick = begin + at - ptr[t] + 1
            touched[key[at]] = max(touched[key[at]], tick)
            if write[at]:
                wrote[key[at]] = max(wrote[key[at]], tick)
        end = max(end, begin + ptr[t + 1] - ptr[t])
    return end


@njit(cache=True)
def _append(ptr, write, key, wrote, touched):
    """Greedy: always the transaction that can start first; among those the one with most operations."""
    n = len(ptr) - 1
    order, free = np.zeros(n, np.int64), np.ones(n, np.bool_)
    for k in range(n):
        chosen, best = -1, 2**60
        for t in range(n):
            if free[t]:
                begin = 0
                for at in range(ptr[t], ptr[t + 1]):
                    seen = touched[key[at]] if write[at] else wrote[key[at]]
                    begin = max(begin, seen - (at - ptr[t]))
                rank = 1000 * begin - (ptr[t + 1] - ptr[t])
                if rank < best:
                    chosen, best = t, rank
        order[k] = chosen
        free[chosen] = False
        begin = (best + (ptr[chosen + 1] - ptr[chosen])) // 1000
        for at in range(ptr[chosen], ptr[chosen + 1]):
            tick = begin + at - ptr[chosen] + 1
            touched[key[at]] = max(touched[key[at]], tick)
            if write[at]:
                wrote[key[at]] = max(wrote[key[at]], tick)
    return order


@njit(cache=True)
def _anneal_transactions(ptr, write, key, steps, seed):
    np.random.seed(seed)
    n = len(ptr) - 1
    wrote, touched = np.zeros(key.max() + 1, np.int64), np.zeros(key.max() + 1, np.int64)
    order = _append(ptr, write, key, wrote, touched)
    value = _transactions(ptr, write, key, order, wrote, touched)
    best, kept, trial = value, order.copy(), order.copy()
    for step in range(steps):
        heat = 0.6 * (1 - step / steps) + 0.02
        trial[:] = order
        i, j = np.random.randint(0, n), np.random.randint(0, n)
        if np.random.random() < 0.5:
            trial[i], trial[j] = trial[j], trial[i]
        else:
            job, way = trial[i], 1 if i < j else -1
            for k in range(i, j, way):
                trial[k] = trial[k + way]
            trial[j] = job
        new = _transactions(ptr, write, key, trial, wrote, touched)
        if new <= value or np.random.random() < np.exp((value - new) / heat):
            value = new
            order[:] = trial
            if new < best:
                best = new
                kept[:] = order
    return best, kept


def txn_order(public, seconds):
    ptr, write, key = (public[name].astype(np.int64) for name in ("ptr", "write", "key"))
    steps = int(seconds * 1.2e8 / len(key))
    best = min((_anneal_transactions(ptr, write, key, steps, k) for k in range(2)), key=lambda run: run[0])
    busiest = 0
    for k in range(int(key.max()) + 1):
        writes = int(write[key == k].sum())
        busiest = max(busiest, writes + (1 if (write[key == k] == 0).any() and writes else 0))
    return {"order": best[1].tolist()}, max(busiest, int(np.diff(ptr).max()))


def txn_order_base(public):
    return {"order": list(range(len(public["ptr"]) - 1))}
