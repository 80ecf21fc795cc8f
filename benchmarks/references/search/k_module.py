"""Reference for search/k_module: asks options that fit all replies so far (found by annealing), one row a round."""

from __future__ import annotations

import json
import random

import numpy as np

SOLVER = "rows that fit all replies, found by annealing, one run"
STEPS = 4000


def base(M, O, round, rounds, state, reply):  # noqa: E741 # the family's name
    """One module at a time, all options in one go."""
    rows = [[option if i == module else 0 for i in range(M)] for module in range(M) for option in range(O)]
    if round == 0:
        return {"ask": rows, "state": b""}
    return {"answer": np.array(reply).reshape(M, O).argmax(axis=1)}


def solve(M, O, round, rounds, state, reply):  # noqa: E741 # the family's name
    past = json.loads(state) if round else []
    if round:
        past[-1][1] = int(reply[0])
        if past[-1][1] == M:
            return {"answer": past[-1][0]}
    rng = random.Random(round)
    asked, counts = np.array([row for row, _ in past]).reshape(-1, M), np.array([count for _, count in past])
    hits = [[(asked[:, m] == o).astype(np.int64) for o in range(O)] for m in range(M)]
    best, lowest = None, 1e9
    for _ in range(3):
        row = [rng.randrange(O) for _ in range(M)]
        off = sum(hits[m][row[m]] for m in range(M)) - counts
        value = int((off * off).sum())
        for step in range(STEPS):
            if value < lowest:
                best, lowest = list(row), value
            if lowest == 0:
                break
            m, o = rng.randrange(M), rng.randrange(O)
            moved = off - hits[m][row[m]] + hits[m][o]
            if rng.random() < 0.3:
                m2, o2 = rng.randrange(M), rng.randrange(O)
                if m2 != m:
                    moved = moved - hits[m2][row[m2]] + hits[m2][o2]
                else:
                    m2 = -1
            else:
                m2 = -1
            new = int(np.dot(moved, moved))
            if new <= value or rng.random() < np.exp((value - new) / (2.0 * (1 - step / STEPS) + 0.3)):
                row[m], off, value = o, moved, new
                if m2 >= 0:
                    row[m2] = o2
        if lowest == 0:
            break
    past.append([best, 0])
    return {"ask": [best], "state": json.dumps(past).encode()}
