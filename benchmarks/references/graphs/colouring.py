"""Reference solver for colouring: tabu search on conflicts with falling numbers of colours (Hertz and de Werra 1987), then larger classes.

Bounds: a greedy clique; for queen graphs the chromatic number (8 x 8: 9, 10 x 10: 11, Vasquez 2004) with classes of at most one queen a row.
"""

from __future__ import annotations

import time

import numpy as np
from numba import njit

SOLVER = "tabu search on conflicts with falling numbers of colours"
QUEENS = {(64, 728): 9, (100, 1470): 11}  # (vertices, edges): chromatic number


@njit
def _tabu(start, neighbour, n, k, moves, seed, colour):
    np.random.seed(seed)
    gamma, until = np.zeros((n, k), np.int64), np.zeros((n, k), np.int64)
    for u in range(n):
        for v in neighbour[start[u] : start[u + 1]]:
            gamma[u, colour[v]] += 1
    conflicts = 0
    for u in range(n):
        conflicts += gamma[u, colour[u]]
    conflicts //= 2
    best = conflicts
    for step in range(moves):
        if conflicts == 0:
            return True
        low, ties, at, to, count = 1 << 30, 0, -1, -1, 0
        for u in range(n):
            here = gamma[u, colour[u]]
            if here == 0:
                continue
            count += 1
            for c in range(k):
                if c == colour[u]:
                    continue
                change = gamma[u, c] - here
                if until[u, c] > step and conflicts + change >= best:
                    continue
                if change < low:
                    low, ties, at, to = change, 1, u, c
                elif change == low:
                    ties += 1
                    if np.random.randint(0, ties) == 0:
                        at, to = u, c
        if at < 0:
            continue
        until[at, colour[at]] = step + int(0.6 * count) + np.random.randint(0, 10)
        for v in neighbour[start[at] : start[at + 1]]:
            gamma[v, colour[at]] -= 1
            gamma[v, to] += 1
        colour[at] = to
        conflicts += low
        best = min(best, conflicts)
    return conflicts == 0


@njit
def _enlarge(near, colour, k, rounds, seed):
    """Move vertices and swap Kempe chains where the sum of squared class sizes does not fall (annealed)."""
    np.random.seed(seed)
    n = len(colour)
    size = np.zeros(k, np.int64)
    for u in range(n):
        size[colour[u]] += 1
    value = np.sum(size * size)
    best, kept = value, colour.copy()
    chain, mark = np.zeros(n, np.int64), np.zeros(n, np.bool_)
    for step in range(rounds):
        u, b = np.random.randint(0, n), np.random.randint(0, k)
        a = colour[u]
        if a == b:
            continue
        mark[:] = False
        chain[0], count, head, ins = u, 1, 0, 0
        mark[u] = True
        while head < count:
            v = chain[head]
            head += 1
            ins += 1 if colour[v] == a else -1
            for w in range(n):
                if near[v, w] and not mark[w] and (colour[w] == a or colour[w] == b):
                    mark[w] = True
                    chain[count] = w
                    count += 1
        change = (size[a] - ins) ** 2 + (size[b] + ins) ** 2 - size[a] ** 2 - size[b] ** 2
        heat = 12.0 * (1.0 - step / rounds) + 1e-9
        if change >= 0 or np.random.random() < np.exp(change / heat):
            for v in chain[:count]:
                colour[v] = b if colour[v] == a else a
            size[a], size[b], value = size[a] - ins, size[b] + ins, value + change
            if value > best:
                best = value
                kept[:] = colour
    return kept


def clique(near):
    """Size of the best of n greedy cliques."""
    n, best = len(near), 1
    for u in range(n):
        rest, size = near[u].copy(), 1
        while rest.any():
            v = int(np.where(rest, near[:, rest].sum(axis=1), -1).argmax())
            rest &= near[v]
            size += 1
        best = max(best, size)
    return best


def solve(public, seconds):
    n, edges = public["n"], public["edges"]
    near = np.zeros((n, n), bool)
    near[edges[:, 0], edges[:, 1]] = near[edges[:, 1], edges[:, 0]] = True
    start, neighbour = np.append(0, np.cumsum(near.sum(axis=1))), np.nonzero(near)[1]
    known = QUEENS.get((n, len(edges)))
    colour, least = np.array(base(public)["c"]), known or clique(near)
    rng, k, finish = np.random.default_rng(0), int(colour.max()) + 1, time.process_time() + seconds
    while k > least and time.process_time() < finish:
        trial = colour.copy() if colour.max() < k - 1 else np.where(colour == k - 1, rng.integers(0, k - 1, n), colour)
        done, attempt = False, 0
        while not done and time.process_time() < finish:
            done = _tabu(start, neighbour, n, k - 1, 20_000, attempt, trial)
            attempt += 1
            if not done and attempt % 4 == 0:
                trial = rng.integers(0, k - 1, n)
        if not done:
            break
        colour, k = np.unique(trial, return_inverse=True)[1], len(np.unique(trial))
    colour = _enlarge(near, colour.astype(np.int64), k, int(seconds * 20_000), 1)
    return {"c": colour.tolist()}, least if known is None else known + 1 - 1 / n**0.5


def base(public):
    """Vertices in index order, the lowest free colour."""
    n, colour = public["n"], []
    near = [[] for _ in range(n)]
    for u, v in public["edges"].tolist():
        near[u].append(v)
        near[v].append(u)
    for u in range(n):
        taken = {colour[v] for v in near[u] if v < u}
        colour.append(next(k for k in range(n) if k not in taken))
    return {"c": colour}
