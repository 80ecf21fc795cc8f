"""Reference for search/subset_oracle: local search with full knowledge of the set function."""

from __future__ import annotations

import json
import random
import time

import numpy as np

from eft.evaluation.tasks import load_module, read_family

SOLVER = "swap local search with full information, restarts, 0.2 s"
SECONDS = 0.2
SCORE = load_module(read_family("search/subset_oracle")[0], "score")


def base(n, k, budget, round, rounds, state, reply):
    """Best of random sets, four fifths of the budget."""
    sets = [random.Random(i).sample(range(n), k) for i in range(budget - budget // 5)]
    table = [[int(i in items) for i in range(n)] for items in sets]
    if round == 0:
        return {"ask": table, "state": json.dumps(0).encode()}
    return {"answer": table[int(np.argmax(reply))]}


def full(public, secret):
    """The best of first-improvement swaps from random starts."""
    n, k, rng = public["n"], public["k"], random.Random(0)
    best, best_value, end = None, -1, time.monotonic() + SECONDS
    while best is None or time.monotonic() < end:
        chosen = np.zeros(n, np.int64)
        chosen[rng.sample(range(n), k)] = 1
        value = int(SCORE.values(secret, chosen[None])[0])
        while True:
            inside, outside = np.flatnonzero(chosen), np.flatnonzero(chosen == 0)
            table = np.repeat(chosen[None], len(inside) * len(outside), axis=0)
            a, b = np.repeat(inside, len(outside)), np.tile(outside, len(inside))
            table[np.arange(len(table)), a], table[np.arange(len(table)), b] = 0, 1
            values = SCORE.values(secret, table)
            if values.max() <= value:
                break
            value, chosen = int(values.max()), table[values.argmax()]
        if value > best_value:
            best, best_value = chosen, value
    return {"answer": best}
