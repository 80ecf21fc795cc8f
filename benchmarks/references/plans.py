"""Reference solver for production plans: annealing of phases (line, level, first turn), buy-or-wait or buy-below."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def _play(a, cost, turns, start, line, level, below, first, acts):
    levels, lines = cost.shape
    power, units = np.zeros((levels, lines), np.int64), np.ones((levels, lines), np.int64)
    live, own, phase = np.zeros(lines, np.bool_), start, 0
    for turn in range(turns):
        while phase + 1 < len(first) and first[phase + 1] <= turn:
            phase += 1
        j, i = line[phase], level[phase]
        while i >= 0 and cost[i, j] * (power[i, j] + 1) > own:
            i = i - 1 if below[phase] else -1
        acts[turn, 0], acts[turn, 1] = -1, -1
        if i >= 0:
            own -= cost[i, j] * (power[i, j] + 1)
            power[i, j] += 1
            live[j] = True
            acts[turn, 0], acts[turn, 1] = i, j
        for k in range(lines):
            if live[k]:
                own += a[k] * units[0, k] * power[0, k]
                for m in range(1, levels):
                    units[m - 1, k] += units[m, k] * power[m, k]
    return own


@njit(cache=True)
def _anneal(a, cost, turns, start, phases, steps, seed):
    np.random.seed(seed)
    levels, lines = cost.shape
    acts, kept = np.zeros((turns, 2), np.int64), np.zeros((turns, 2), np.int64)
    line, level = np.random.randint(0, lines, phases), np.random.randint(0, levels, phases)
    below, first = np.ones(phases, np.int64), np.sort(np.random.randint(0, turns, phases))
    line[0], level[0], first[0] = np.argmin(cost[0]), 0, 0
    value, best = -1.0, np.int64(-1)
    for step in range(steps):
        old = (line.copy(), level.copy(), below.copy(), first.copy())
        move, k = np.random.randint(0, 7), np.random.randint(0, phases)
        if move == 0:
            line[k] = np.random.randint(0, lines)
        elif move == 1:
            level[k] = np.random.randint(0, levels)
        elif move == 2:
            line[k] = line[np.random.randint(0, phases)]
        elif move == 3:
            below[k] = 1 - below[k]
        elif move == 4:
            first[k] += np.random.randint(-20, 21)
        elif move == 5:
            first[k] += np.random.randint(-3, 4)
        else:
            k2 = np.random.randint(0, phases)
            line[k], level[k], below[k], first[k] = line[k2], np.random.randint(0, levels), below[k2], np.random.randint(0, turns)
        first[0] = 0
        order = np.argsort(first)
        line, level, below, first = line[order], level[order], below[order], np.minimum(np.maximum(first[order], 0), turns - 1)
        own = _play(a, cost, turns, start, line, level, below, first, acts)
        new = np.log2(own) if own > 0 else 0.0
        heat = 0.6 * (1 - step / steps) ** 2 + 1e-3
        if new >= value or np.random.random() < np.exp((new - value) / heat):
            value = new
            if own > best:
                best = own
                kept[:] = acts
        else:
            line, level, below, first = old
    return best, kept


def production_plan(public, seconds):
    a, cost = public["A"].astype(np.int64), np.array(public["C"], dtype=np.int64)
    steps = int(seconds * 1.2e7 / public["T"] / len(cost))
    runs = [_anneal(a, cost, public["T"], public["K"], phases, steps, seed) for seed, phases in enumerate((8, 10, 12, 14, 16, 18, 20, 24))]
    return {"act": max(runs, key=lambda run: run[0])[1].tolist()}, None


def production_plan_base(public):
    """Level 0 of the cheapest line whenever it can be paid, in the first 70 % of the turns."""
    cost, own, power, acts = public["C"][0], public["K"], 0, []
    line = cost.index(min(cost))
    for turn in range(public["T"]):
        buy = own >= cost[line] * (power + 1) and turn < 0.7 * public["T"]
        if buy:
            own -= cost[line] * (power + 1)
            power += 1
        own += int(public["A"][line]) * power
        acts.append([0, line] if buy else [-1, -1])
    return {"act": acts}
