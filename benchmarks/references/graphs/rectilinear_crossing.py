"""Reference solver for rectilinear_crossing: annealed moves of single points; `python rectilinear_crossing.py n seconds` prints a value."""

from __future__ import annotations

import sys
import time

import numpy as np
from numba import njit


@njit
def _crossings(p):
    """From the number of points to the left of every pair; a point on a line with two others counts as a full row of crossings."""
    n = len(p)
    total = 0
    for i in range(n):
        for j in range(i):
            left = 0
            for k in range(n):
                a = (p[j, 0] - p[i, 0]) * (p[k, 1] - p[i, 1])
                b = (p[j, 1] - p[i, 1]) * (p[k, 0] - p[i, 0])
                if a > b:
                    left += 1
                elif a == b and k != i and k != j:
                    total += 4 * n * n
            total += (n - 2 - 2 * left) ** 2
    return (total - n * (n - 1) * (n - 2) // 2) // 4


@njit
def _anneal(p, steps, seed):
    np.random.seed(seed)
    value = _crossings(p)
    best, kept = value, p.copy()
    for step in range(steps):
        i = np.random.randint(0, len(p))
        x, y = p[i, 0], p[i, 1]
        size = 2.0 ** (29.0 - 24.0 * np.random.random())
        for k in range(2):
            p[i, k] = min(2**29, max(-(2**29), p[i, k] + int(size * np.random.normal())))
        new = _crossings(p)
        heat = 0.01 * len(p) * (1.0 - step / steps) ** 2 * len(p) / 12 + 1e-9
        if new <= value or np.random.random() < np.exp((value - new) / heat):
            value = new
            if value < best:
                best = value
                kept = p.copy()
        else:
            p[i, 0], p[i, 1] = x, y
    return best, kept


def solve(n, seconds, runs=4):
    rng, best = np.random.default_rng(0), (1 << 60, None)
    _anneal(rng.integers(-(2**29), 2**29, (n, 2)), 1, 0)
    begun = time.process_time()
    _anneal(rng.integers(-(2**29), 2**29, (n, 2)), 1000, 0)
    steps = int(1000 * seconds / runs / (time.process_time() - begun))
    for seed in range(runs):
        best = min(best, _anneal(rng.integers(-(2**29), 2**29, (n, 2)), steps, seed), key=lambda run: run[0])
    return best


if __name__ == "__main__":
    value, p = solve(int(sys.argv[1]), float(sys.argv[2]))
    print(sys.argv[1], value, p.tolist())
