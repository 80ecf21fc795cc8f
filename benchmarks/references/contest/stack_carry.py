"""Reference solver for boxes on stacks: annealed choices inside a greedy that moves runs of boxes to the best stack."""

from __future__ import annotations

import numpy as np
from numba import njit

SOLVER = "annealed deviations from greedy moves of runs, 3 runs"
DEPTH = 6  # decisions that a due box may hold


@njit
def _play(stack, m, choice, moves):
    """Cost; choice[v, k]: rule of the k-th decision for box v: 0 greedy, else stack choice - 1 with the longest run that fits. moves: output."""
    n = len(stack)
    piles, high = np.zeros((m, n), np.int64), np.full(m, n // m, np.int64)
    low = np.full((m, n + 1), n + 1, np.int64)  # low[t, h]: least box among the h lowest
    where = np.zeros(n + 1, np.int64)
    for t in range(m):
        for h in range(n // m):
            box = stack[t * (n // m) + h]
            piles[t, h] = box
            where[box] = t
            low[t, h + 1] = min(low[t, h], box)
    cost, count = 0, 0
    for v in range(1, n + 1):
        s = where[v]
        k = 0
        while piles[s, high[s] - 1] != v:
            top = piles[s, high[s] - 1]
            rule = choice[v - 1, min(k, DEPTH - 1)]
            k += 1
            target = rule - 1 if 0 < rule <= m and rule - 1 != s else -1
            if target < 0:
                fit, far = n + 2, -1
                for t in range(m):
                    if t == s:
                        continue
                    least = low[t, high[t]]
                    if top < least < fit:
                        fit, target = least, t
                if target < 0:
                    for t in range(m):
                        if t != s and low[t, high[t]] > far:
                            far, target = low[t, high[t]], t
            roof = low[target, high[target]]
            at = high[s] - 1
            whole = rule > m  # everything above the due box at once
            while piles[s, at - 1] != v and (whole or (piles[s, at - 1] > piles[s, at] and (top > roof or piles[s, at - 1] < roof))):
                at -= 1
            moves[count, 0], moves[count, 1] = piles[s, at], target
            count += 1
            cost += high[s] - at + 1
            for h in range(at, high[s]):
                box, g = piles[s, h], high[target]
                piles[target, g] = box
                where[box] = target
                low[target, g + 1] = min(low[target, g], box)
                high[target] = g + 1
            high[s] = at
        high[s] -= 1
        moves[count, 0], moves[count, 1] = v, -1
        count += 1
    return cost, count


@njit
def _anneal(stack, m, steps, seed):
    np.random.seed(seed)
    n = len(stack)
    choice, moves = np.zeros((n, DEPTH), np.int64), np.zeros((n * n, 2), np.int64)
    value, count = _play(stack, m, choice, moves)
    best, kept = value, moves[:count].copy()
    for step in range(steps):
        heat = 1 * (1.0 - step / steps) ** 2 + 0.05
        v, k = np.random.randint(0, n), np.random.randint(0, 3)
        old = choice[v, k]
        choice[v, k] = 0 if np.random.random() < 0.3 else np.random.randint(1, m + 2)
        new, count = _play(stack, m, choice, moves)
        if new <= value or np.random.random() < np.exp((value - new) / heat):
            value = new
            if new < best and count <= 10 * n:
                best, kept = new, moves[:count].copy()
        else:
            choice[v, k] = old
    return best, kept


def solve(public, seconds):
    stack, m = public["stack"].astype(np.int64), public["m"]
    n = len(stack)
    steps = int(seconds * 5.5e7 / (n * (n / m + 4)))
    _, moves = min((_anneal(stack, m, steps, seed) for seed in range(3)), key=lambda run: run[0])
    # a box above a smaller one must move, at the cost 1 at least, and one move costs 1 more
    must = sum(int((pile[k] > pile[:k]).any()) for pile in stack.reshape(m, -1) for k in range(n // m))
    return {"move": moves.tolist()}, must + min(must, 1)


def base(public):
    """Everything above the due box goes to the next stack."""
    m, moves = public["m"], []
    piles = [row.tolist() for row in public["stack"].reshape(m, -1)]
    for v in range(1, len(public["stack"]) + 1):
        s = next(t for t in range(m) if v in piles[t])
        at = piles[s].index(v) + 1
        if at < len(piles[s]):
            moves.append([piles[s][at], (s + 1) % m])
            piles[(s + 1) % m] += piles[s][at:]
        del piles[s][at - 1 :]
        moves.append([v, -1])
    return {"move": moves}
