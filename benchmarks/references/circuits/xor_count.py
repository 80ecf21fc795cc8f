"""Reference values of circuits/xor_count: `python benchmarks/references/circuits/xor_count.py [seconds]`.

Paar's greedy pairs with random ties (Paar 1997, "Optimized arithmetic for Reed-Solomon encoders"), restarted; no cancellations.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from numba import njit

from eft.evaluation.tasks import load_module, read_family


@njit(cache=True)
def _popcount(x):
    count = 0
    while x:
        x &= x - 1
        count += 1
    return count


@njit(cache=True)
def paar(columns, rows, restarts, seed, noise):
    """Fewest gates and the pairs, over `restarts` runs; a best pair is passed over with probability `noise`."""
    np.random.seed(seed)
    c, most = len(columns), len(columns) + 400
    best, best_pairs = 1 << 30, np.zeros((400, 2), np.int64)
    for _ in range(restarts):
        col, w, left = np.zeros(most, np.int64), c, 0
        col[:c] = columns
        for i in range(c):
            left += _popcount(col[i])
        count = np.zeros((most, most), np.int64)
        for i in range(c):
            for j in range(i):
                count[i, j] = _popcount(col[i] & col[j])
        pairs = np.zeros((400, 2), np.int64)
        while w < most:
            top, a, b, ties = 1, -1, -1, 0
            for i in range(w):
                for j in range(i):
                    v = count[i, j]
                    if v > top and np.random.random() >= noise:
                        top, a, b, ties = v, i, j, 1
                    elif v == top and a >= 0:
                        ties += 1
                        if np.random.randint(ties) == 0:
                            a, b = i, j
            if a < 0:
                break
            both = col[a] & col[b]
            col[a] ^= both
            col[b] ^= both
            col[w] = both
            pairs[w - c] = a, b
            left -= top
            for x in (a, b, w):
                for y in range(w + 1):
                    if y != x:
                        count[max(x, y), min(x, y)] = _popcount(col[x] & col[y])
            w += 1
        if w - c + left - rows < best:
            best = w - c + left - rows
            best_pairs[:] = pairs
    return best, best_pairs


def main(seconds: float) -> None:
    for task in read_family("circuits/xor_count"):
        m = load_module(task, "score").instance(task.params, None)[0]["m"]
        columns = np.array([sum(int(v) << k for k, v in enumerate(column)) for column in m.T], dtype=np.int64)
        best, seed, start = 1 << 30, 0, time.process_time()
        while time.process_time() - start < seconds:
            best = min(best, paar(columns, len(m), 50, seed, 0.02 * (seed % 5))[0])
            seed += 1
        print(task.id, best, "base", int(m.sum()) - len(m), "bound", len({tuple(row) for row in m.tolist() if sum(row) > 1}))


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 12.0)
