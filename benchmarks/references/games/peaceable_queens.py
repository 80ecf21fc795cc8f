"""Armies of games/peaceable_queens by annealing: `python benchmarks/references/games/peaceable_queens.py [seconds]`.

White queens are added, removed and moved; black takes every square that is not attacked. The values of A250000 are compared with what is found.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from numba import njit

from eft.evaluation.tasks import load_module, read_family


@njit(cache=True)
def anneal(n, steps, seed, hot, cold):
    """Best min(white, black) and the white board of one run."""
    np.random.seed(seed)
    board, cover = np.zeros((n, n), np.bool_), np.zeros((n, n), np.int64)
    white, black = 0, n * n
    value, best, kept = 0.0, 0, board.copy()
    for step in range(steps):
        heat = hot * (cold / hot) ** (step / steps)
        flips = 1 + (np.random.random() < 0.6)
        changed = np.zeros((2, 2), np.int64)
        for k in range(flips):
            r, c = np.random.randint(n), np.random.randint(n)
            if k == 1:  # a neighbour of the first square, of the other colour where there is one
                r, c = (changed[0, 0] + np.random.randint(3) - 1) % n, (changed[0, 1] + np.random.randint(3) - 1) % n
            changed[k] = r, c
            sign = -1 if board[r, c] else 1
            board[r, c] = not board[r, c]
            white += sign
            for i in range(n):
                for j in range(n):
                    if i == r or j == c or i - j == r - c or i + j == r + c:
                        old = cover[i, j]
                        cover[i, j] = old + sign
                        black += int(old + sign == 0) - int(old == 0)
        new = min(white, black) + 0.03 * max(white, black) if white else 0.0
        if new >= value or np.random.random() < np.exp((new - value) / heat):
            value = new
            if min(white, black) > best:
                best, kept = min(white, black), board.copy()
        else:
            for k in range(flips):
                r, c = changed[k]
                sign = -1 if board[r, c] else 1
                board[r, c] = not board[r, c]
                white += sign
                for i in range(n):
                    for j in range(n):
                        if i == r or j == c or i - j == r - c or i + j == r + c:
                            old = cover[i, j]
                            cover[i, j] = old + sign
                            black += int(old + sign == 0) - int(old == 0)
    return best, kept


def main(seconds: float) -> None:
    for task in read_family("games/peaceable_queens"):
        score, n = load_module(task, "score"), task.params["n"]
        best, seed, start = 0, 0, time.process_time()
        while time.process_time() - start < seconds and best < task.best_known.value:
            board = anneal(n, 120_000 * (1 + seed // 4), seed, 0.6, 0.05)[1]
            white = np.argwhere(board)
            black = [
                [r, c]
                for r in range(n)
                for c in range(n)
                if not any(a == r or b == c or a - b == r - c or a + b == r + c for a, b in white.tolist())
            ]
            best, seed = max(best, int(score.score({"n": n}, {}, {"w": white, "b": black}).value)), seed + 1
        print(task.id, best, "of", task.best_known.value, "runs", seed, flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 5.0)
