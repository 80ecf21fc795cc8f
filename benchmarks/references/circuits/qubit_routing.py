"""Reference solver of circuits/qubit_routing: swaps by look-ahead over the front layer and the next gates (Li, Ding and Xie 2019, "SABRE")."""

from __future__ import annotations

import time

import numpy as np
from numba import njit

SOLVER = "look-ahead routing (SABRE) with random ties, layouts by forward and reverse passes and changes"


def solve(public, seconds):
    n, gates, coupling = public["n"], public["gate"], public["coupling"]
    distance = np.full((n, n), n)
    distance[np.arange(n), np.arange(n)] = 0
    distance[coupling[:, 0], coupling[:, 1]] = distance[coupling[:, 1], coupling[:, 0]] = 1
    for k in range(n):
        distance = np.minimum(distance, distance[:, k : k + 1] + distance[k : k + 1])
    rng, start, best, seed = np.random.default_rng(1), time.process_time(), None, 0
    while seed < 8 or time.process_time() - start < seconds:
        if best is None or rng.random() < 0.4:
            layout = rng.permutation(n)
            for _ in range(2):
                for order in (gates, gates[::-1]):
                    layout = _route(n, order, coupling, distance, layout, seed)[2]
        else:
            layout = best[1].copy()
            i, j = rng.integers(n, size=2)
            layout[i], layout[j] = layout[j], layout[i]
        swaps, ops, _ = _route(n, gates, coupling, distance, layout, seed)
        if best is None or swaps <= best[0]:
            best = swaps, layout.copy(), ops.copy()
        seed += 1
    return {"layout": best[1], "ops": best[2]}, 0


def base(public):
    n, place, ops = public["n"], list(range(public["n"])), []
    near = {v: [] for v in range(n)}
    for a, b in public["coupling"].tolist():
        near[a].append(b)
        near[b].append(a)
    for k, (p, q) in enumerate(public["gate"].tolist()):
        step, queue = {place[q]: place[q]}, [place[q]]
        for u in queue:
            for v in near[u]:
                if v not in step:
                    step[v] = u
                    queue.append(v)
        while step[place[p]] != place[q]:
            at, to = place[p], step[place[p]]
            place[place.index(to)], place[p] = at, to
            ops.append([at, to])
        ops.append([-1, k])
    return {"layout": list(range(n)), "ops": ops}


@njit(cache=True)
def _route(n, gates, coupling, distance, layout, seed):
    """Swaps, operations and final places of one run."""
    np.random.seed(seed)
    m, place, holder = len(gates), layout.copy(), np.zeros(n, np.int64)
    for q in range(n):
        holder[place[q]] = q
    follow = np.full((m, 2), m)
    last = np.full(n, -1)
    need = np.zeros(m, np.int64)
    for k in range(m):
        for side in range(2):
            q = gates[k, side]
            if last[q] >= 0:
                follow[last[q], 0 if gates[last[q], 0] == q else 1] = k
                need[k] += 1
            last[q] = k
    front, size = np.zeros(m, np.int64), 0
    for k in range(m):
        if need[k] == 0:
            front[size] = k
            size += 1
    done, first = np.zeros(m, np.bool_), 0
    ops, used, swaps, tired = np.zeros((m * (n + 1), 2), np.int64), 0, 0, np.ones(n)
    idle = 0
    while size:
        progress, i = False, 0
        while i < size:
            k = front[i]
            if distance[place[gates[k, 0]], place[gates[k, 1]]] == 1:
                ops[used] = -1, k
                used += 1
                done[k] = True
                size -= 1
                front[i] = front[size]
                for side in range(2):
                    f = follow[k, side]
                    if f < m:
                        need[f] -= 1
                        if need[f] == 0:
                            front[size] = f
                            size += 1
                progress = True
            else:
                i += 1
        if progress:
            tired[:] = 1.0
            idle = 0
            continue
        while first < m and done[first]:
            first += 1
        idle += 1
        if idle > 3 * n:  # leave a circle: move the first gate together
            p, q = place[gates[front[0], 0]], place[gates[front[0], 1]]
            a, b = p, p
            for e in range(len(coupling)):
                for d in range(2):
                    if coupling[e, d] == p and distance[coupling[e, 1 - d], q] < distance[p, q]:
                        b = coupling[e, 1 - d]
        else:
            best, a, b = 1e18, 0, 0
            for e in range(len(coupling)):
                u, v = coupling[e]
                touches = False
                for i in range(size):
                    for side in range(2):
                        at = place[gates[front[i], side]]
                        touches = touches or at in (u, v)
                if not touches:
                    continue
                x, y = holder[u], holder[v]
                place[x], place[y] = v, u
                cost = 0.0
                for i in range(size):
                    cost += distance[place[gates[front[i], 0]], place[gates[front[i], 1]]]
                cost /= size
                ahead, number = 0.0, 0
                for k in range(first, min(m, first + 60)):
                    if not done[k] and need[k] > 0 and number < 20:
                        ahead += distance[place[gates[k, 0]], place[gates[k, 1]]]
                        number += 1
                if number:
                    cost += 0.5 * ahead / number
                place[x], place[y] = u, v
                cost = cost * max(tired[x], tired[y]) + 1e-3 * np.random.random()
                if cost < best:
                    best, a, b = cost, u, v
        x, y = holder[a], holder[b]
        place[x], place[y], holder[a], holder[b] = b, a, y, x
        tired[x] += 0.001
        tired[y] += 0.001
        ops[used] = a, b
        used += 1
        swaps += 1
    return swaps, ops[:used], place
