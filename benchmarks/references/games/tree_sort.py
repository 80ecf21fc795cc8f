"""Reference solver of games/tree_sort: greedy rounds and annealed leaf orders; bound: the largest distance of a token from home."""

from __future__ import annotations

import math
import random
import time

from eft.evaluation.tasks import load_module, read_family

SOLVER = "rounds of heaviest disjoint swaps, annealed leaf orders; odd-even transposition on paths"


def solve(public, seconds):
    space = load_module(read_family("games/tree_sort")[0], "objective").Objective(public)
    bound = max(_distance(space, v, t) for v, t in enumerate(space.perm))
    start, rng = time.process_time(), random.Random(1)
    best = min((_greedy(space, rng) for _ in range(6)), key=len)
    n = space.size
    x = min(([*rng.sample(range(n), n)] for _ in range(5)), key=space.value)
    value, kept = space.value(x), list(x)
    low = value
    while (spent := time.process_time() - start) < seconds:
        y = list(x)
        y.insert(rng.randrange(n), y.pop(rng.randrange(n)))
        new = space.value(y)
        if new <= value or rng.random() < math.exp((value - new) / (0.1 + 1.5 * (1 - spent / seconds))):
            x, value = y, new
            if value < low:
                low, kept = value, list(y)
    if all(len(near) < 3 for near in space.near):
        best = min(best, _odd_even(space, 0), _odd_even(space, 1), key=len)
    return ({"rounds": best} if len(best) < low else space.answer(kept)), bound


def base(public):
    """Leaves in the order of their numbers, one swap in a round."""
    space = load_module(read_family("games/tree_sort")[0], "objective").Objective(public)
    return {"rounds": [[e] for row in space.answer(list(range(space.size)))["rounds"] for e in row]}


def _odd_even(space, phase):
    """Odd-even transposition sort of a path whose edge k joins k and k + 1: at most n rounds."""
    token, rounds = list(space.perm), []
    while token != sorted(token):
        row = [k for k in range((len(rounds) + phase) % 2, space.size - 1, 2) if token[k] > token[k + 1]]
        for k in row:
            token[k], token[k + 1] = token[k + 1], token[k]
        rounds.append(row)
    return rounds


def _distance(space, u, v):
    steps = 0
    while u != v:
        u, steps = space.toward[v][u], steps + 1
    return steps


def _greedy(space, rng):
    """Rounds of disjoint swaps: both tokens get nearer, or one does and the other was not just moved this way; then leaf by leaf."""
    n, token, rounds = space.size, list(space.perm), []
    pairs = sorted({(min(p), max(p)) for p in space.edge})
    distance = [[_distance(space, u, v) for v in range(n)] for u in range(n)]
    stale, least, prefix = 0, sum(distance[v][t] for v, t in enumerate(token)), 0
    while least and stale < 12:
        rated = []
        for u, v in pairs:
            gain = distance[u][token[u]] + distance[v][token[v]] - distance[v][token[u]] - distance[u][token[v]]
            if gain > 0 or (gain == 0 and rng.random() < 0.9):
                far = max(distance[u][token[u]] - distance[v][token[u]], 0) * distance[u][token[u]]
                far += max(distance[v][token[v]] - distance[u][token[v]], 0) * distance[v][token[v]]
                rated.append((gain > 0, far + rng.random(), u, v))
        used, row = set(), []
        for _, _, u, v in sorted(rated, reverse=True):
            if u not in used and v not in used:
                used |= {u, v}
                row.append(space.edge[u, v])
                token[u], token[v] = token[v], token[u]
        rounds.append(row)
        total = sum(distance[v][t] for v, t in enumerate(token))
        stale += 1
        if total < least:
            least, stale, prefix = total, 0, len(rounds)
    rounds = rounds[:prefix]
    token = list(space.perm)
    for row in rounds:
        for e in row:
            u, v = next(p for p, number in space.edge.items() if number == e)
            token[u], token[v] = token[v], token[u]
    kept, space.perm = space.perm, token
    end = space.answer(rng.sample(range(n), n))["rounds"] if least else []
    space.perm = kept
    return rounds + end
