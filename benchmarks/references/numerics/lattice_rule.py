"""Baseline and reference of every lattice_rule instance: `python benchmarks/references/numerics/lattice_rule.py SECONDS`.

Baseline: a random vector. Reference: all Korobov vectors for small n (a sample otherwise), component-by-component construction, and
sweeps that choose every component anew given the others, from random starts until the time is over.
"""

from __future__ import annotations

import math
import sys
import time

import numpy as np

from eft.evaluation import tasks


def errors(n: int, rest: np.ndarray, j: int) -> np.ndarray:
    """P2 of every choice 1..n-1 of component j, given the product `rest` [n] of the other factors: an n x n table of x_k."""
    x = np.arange(n) / n
    factor = 1.0 + 2.0 * math.pi**2 / j**2 * (x * x - x + 1.0 / 6.0)
    k = np.arange(n, dtype=np.int64)
    out = np.empty(n - 1)
    for first in range(1, n, 512):
        z = np.arange(first, min(n, first + 512))
        out[z - 1] = factor[z[:, None] * k % n] @ rest / n - 1.0
    return out


def search(n: int, d: int, seconds: float) -> list[int]:
    rng = np.random.default_rng(0)
    k, x = np.arange(n, dtype=np.int64), np.arange(n) / n
    factor = [1.0 + 2.0 * math.pi**2 / j**2 * (x * x - x + 1.0 / 6.0) for j in range(1, d + 1)]

    def rows(z: np.ndarray) -> np.ndarray:
        return np.array([factor[j][k * int(z[j]) % n] for j in range(d)])

    starts = []
    for a in rng.permutation(np.arange(2, n))[:4000]:
        z = np.array([pow(int(a), j, n) for j in range(d)])
        starts.append((float(rows(z).prod(axis=0).mean()), z.tolist()))
    starts.sort()
    best, kept, end, start = math.inf, starts[0][1], time.process_time() + seconds, 0
    while time.process_time() < end:
        z = np.array(starts[start][1]) if start < 20 else rng.integers(1, n, d)
        start += 1
        value, moved = math.inf, True
        while moved and time.process_time() < end:
            moved = False
            for j in rng.permutation(d):
                table = rows(z)
                table[j] = 1.0
                found = errors(n, table.prod(axis=0), int(j) + 1)
                pick = int(found.argmin())
                if found[pick] < value - 1e-14:
                    z[j], value, moved = pick + 1, float(found[pick]), True
        if value < best:
            best, kept = value, z.tolist()
    return kept


if __name__ == "__main__":
    for task in tasks.read_family("numerics/lattice_rule"):
        score = tasks.load_module(task, "score")
        public, secret = score.instance(dict(task.params), None)
        n, d = public["n"], public["d"]
        random = np.random.default_rng(1).integers(1, n, d).tolist()
        found = search(n, d, float(sys.argv[1]))
        print(task.id, *(repr(score.score(public, secret, {"z": z}).value) for z in (random, found)), found, flush=True)
