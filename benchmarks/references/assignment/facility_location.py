"""Reference solver for facility location: HiGHS with its dual bound; with capacities annealed single sourcing and the relaxation's bound."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix, vstack

SOLVER = "HiGHS (scipy milp), with capacities annealing, 4 runs"


@njit
def _anneal(at, opening, cap, demand, cost, steps, seed):
    """Moves: a customer to another facility, two customers swapped, all customers of a facility to the cheapest others with room."""
    np.random.seed(seed)
    f, c = cost.shape
    room, count, value = cap.copy(), np.zeros(f, np.int64), np.int64(0)
    for j in range(c):
        room[at[j]] -= demand[j]
        count[at[j]] += 1
        value += cost[at[j], j]
    for k in range(f):
        value += opening[k] if count[k] else 0
    best, kept, hot = value, at.copy(), 0.02 * value
    for step in range(steps):
        heat = hot * 0.001 ** (step / steps)
        way, j = np.random.random(), np.random.randint(0, c)
        a = at[j]
        if way < 0.45:
            b = np.random.randint(0, f)
            if b == a or room[b] < demand[j]:
                continue
            change = cost[b, j] - cost[a, j] + (opening[b] if count[b] == 0 else 0) - (opening[a] if count[a] == 1 else 0)
            if change <= 0 or np.random.random() < np.exp(-change / heat):
                at[j] = b
                room[a] += demand[j]
                room[b] -= demand[j]
                count[a] -= 1
                count[b] += 1
                value += change
        elif way < 0.95:
            i = np.random.randint(0, c)
            b = at[i]
            if a == b or room[a] + demand[j] < demand[i] or room[b] + demand[i] < demand[j]:
                continue
            change = cost[b, j] + cost[a, i] - cost[a, j] - cost[b, i]
            if change <= 0 or np.random.random() < np.exp(-change / heat):
                at[j], at[i] = b, a
                room[a] += demand[j] - demand[i]
                room[b] += demand[i] - demand[j]
                value += change
        else:
            new_at, new_room, new_count, change = at.copy(), room.copy(), count.copy(), np.int64(0)
            b = np.random.randint(0, f)  # opened and filled with those who prefer it, or nothing if it is open
            if count[b] == 0:
                change += opening[b]
                for i in range(c):
                    if cost[b, i] < cost[at[i], i] and new_room[b] >= demand[i] and at[i] != a:
                        change += cost[b, i] - cost[at[i], i]
                        new_room[at[i]] += demand[i]
                        new_count[at[i]] -= 1
                        new_at[i] = b
                        new_room[b] -= demand[i]
                        new_count[b] += 1
                        if new_count[at[i]] == 0:
                            change -= opening[at[i]]
                if new_count[b] == 0:
                    continue
            if np.random.random() < 0.7 or count[b] > 0:
                done = True
                for i in range(c):
                    if new_at[i] == a:
                        to = -1
                        for k in range(f):
                            if k != a and new_count[k] > 0 and new_room[k] >= demand[i] and (to < 0 or cost[k, i] < cost[to, i]):
                                to = k
                        if to < 0:
                            done = False
                            break
                        change += cost[to, i] - cost[a, i]
                        new_at[i] = to
                        new_room[to] -= demand[i]
                        new_count[to] += 1
                if not done:
                    continue
                change -= opening[a]
                new_room[a], new_count[a] = cap[a], 0
            if change <= 0 or np.random.random() < np.exp(-change / heat):
                at, room, count, value = new_at, new_room, new_count, value + change
        if value < best:
            best = value
            kept = at.copy()
    return best, kept


def solve(public, seconds):
    """Variables: f openings, then f·c assignments."""
    opening, cap, demand, cost = (public[name] for name in ("open_cost", "cap", "demand", "cost"))
    f, c = cost.shape
    i, j = np.divmod(np.arange(f * c), c)
    ones, at = np.ones(f * c), f + np.arange(f * c)
    once = coo_matrix((ones, (j, at)), shape=(c, f + f * c))
    linked = coo_matrix((np.append(ones, -ones), (np.tile(np.arange(f * c), 2), np.append(at, i))), shape=(f * c, f + f * c))
    rows, upper = (
        [linked, coo_matrix((np.ones(f), (np.zeros(f, int), np.arange(f))), shape=(1, f + f * c))],
        [0.0] * (f * c) + [public["most"]],
    )
    tight = bool((cap < demand.sum()).any())
    if tight:
        loads = coo_matrix((np.append(demand[j], -cap), (np.append(i, np.arange(f)), np.append(at, np.arange(f)))), shape=(f, f + f * c))
        rows, upper = [*rows, loads], upper + [0.0] * f
    constraints = [LinearConstraint(once.tocsr(), lb=1, ub=1), LinearConstraint(vstack(rows).tocsr(), ub=upper)]
    integral = np.zeros(f + f * c)
    integral[:f] = not tight
    found = milp(np.append(opening, cost.ravel()), constraints=constraints, integrality=integral, bounds=Bounds(0, 1),
                 options={"time_limit": 6 * seconds, "mip_rel_gap": 2e-4})  # fmt: skip
    if found.x is None:
        raise SystemExit("HiGHS found no solution; raise the limit")
    if tight:
        start = np.array(base(public)["at"])
        runs = [_anneal(start.copy(), opening, cap, demand, cost, int(seconds * 2e6), k) for k in range(4)]
        answer = min(runs, key=lambda run: run[0])[1]
    else:
        answer = np.where(found.x[:f, None] > 0.5, cost, 2**40).argmin(axis=0)
    return {"at": answer.tolist()}, math.ceil((found.fun if tight else found.mip_dual_bound) * (1 - 1e-9) - 1e-6)


def base(public):
    """Customers in index order, the nearest facility with room (p-median: among the first `most`)."""
    room, at = public["cap"].copy(), []
    room[public["most"] :] = 0
    for j, d in enumerate(public["demand"].tolist()):
        at.append(int(np.where(room >= d, public["cost"][:, j], 2**40).argmin()))
        room[at[-1]] -= d
    return {"at": at}
