"""Armies of games/peaceable_queens by annealing: `python benchmarks/references/games/peaceable_queens.py [seconds]`.

White queens appear, vanish or move next to another white queen; black takes every square that is not attacked. The geometric mean of the two
armies is annealed, until the value of A250000 is found or the time is up.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from numba import njit

from eft.evaluation.tasks import load_module, read_family


@njit(cache=True)
def anneal(n, steps, seed, hot, cold):
    """Board of white queens with the best min(white, black) of one run."""
    np.random.seed(seed)
    board, kept = np.zeros((n, n), np.bool_), np.zeros((n, n), np.bool_)
    rows, columns, falling, rising = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(2 * n, np.int64), np.zeros(2 * n, np.int64)
    r, c = np.zeros(2, np.int64), np.zeros(2, np.int64)
    white, value, best = 0, 0.0, 0
    for step in range(steps):
        heat = hot * (cold / hot) ** (step / steps)
        flips = 2 if white and np.random.random() < 0.7 else 1
        r[0], c[0] = np.random.randint(n), np.random.randint(n)
        if flips == 2:
            while not board[r[0], c[0]]:
                r[0], c[0] = np.random.randint(n), np.random.randint(n)
            r[1], c[1] = np.random.randint(n), np.random.randint(n)
            if np.random.random() < 0.7:
                while not board[r[1], c[1]]:
                    r[1], c[1] = np.random.randint(n), np.random.randint(n)
                r[1] = min(n - 1, max(0, r[1] + np.random.randint(3) - 1))
                c[1] = min(n - 1, max(0, c[1] + np.random.randint(3) - 1))
            if board[r[1], c[1]]:
                continue
        for attempt in range(2):
            for k in range(flips):
                sign = -1 if board[r[k], c[k]] else 1
                board[r[k], c[k]] = not board[r[k], c[k]]
                white += sign
                rows[r[k]] += sign
                columns[c[k]] += sign
                falling[r[k] - c[k] + n] += sign
                rising[r[k] + c[k]] += sign
            if attempt == 1:
                break  # taken back
            black = 0
            for i in range(n):
                if rows[i] == 0:
                    for j in range(n):
                        black += columns[j] == 0 and falling[i - j + n] == 0 and rising[i + j] == 0
            new = np.sqrt(white * black)
            if new > 0 and (new >= value or np.random.random() < np.exp((new - value) / heat)):
                value = new
                if min(white, black) > best:
                    best = min(white, black)
                    kept[:] = board
                break
    return kept


def main(seconds: float) -> None:
    for task in read_family("games/peaceable_queens"):
        score, n = load_module(task, "score"), task.params["n"]
        best, seed, start = 0, 0, time.process_time()
        while time.process_time() - start < seconds and best < task.best_known.value:
            white = np.argwhere(anneal(n, 300_000, seed, 0.3, 0.1))
            squares = [(r, c) for r in range(n) for c in range(n)]
            black = [[r, c] for r, c in squares if not any(a == r or b == c or a - b == r - c or a + b == r + c for a, b in white.tolist())]
            best, seed = max(best, int(score.score({"n": n}, {}, {"w": white, "b": black}).value)), seed + 1
        print(task.id, best, "of", task.best_known.value, "runs", seed, flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10.0)
