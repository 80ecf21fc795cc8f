"""Baseline and reference of every thinned_array instance: `python benchmarks/references/physics/thinned_array.py SECONDS`.

Baseline: both ends and the densest block in the centre. Reference: annealed exchanges of an element that is on with one that is off.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from eft.evaluation import tasks


def search(n: int, k: int, u0: float, seconds: float) -> list[int]:
    rng = np.random.default_rng(0)
    u = np.linspace(u0, 1.0, 6 * n)
    waves = np.exp(1j * np.pi * np.outer(np.arange(n), u))
    best, kept, end = np.inf, [], time.process_time() + seconds
    runs = 4
    for run in range(runs):
        until = end - seconds * (runs - 1 - run) / runs
        begin = time.process_time()
        weight = np.exp(-((np.arange(1, n - 1) - (n - 1) / 2) ** 2) / (0.35 * n) ** 2)
        inner = rng.choice(np.arange(1, n - 1), k - 2, replace=False, p=weight / weight.sum())
        on = np.zeros(n, dtype=bool)
        on[[0, *inner, n - 1]] = True
        field = waves[on].sum(axis=0)
        value = float(np.abs(field).max())
        while time.process_time() < until:
            heat = 0.5 * 0.01 ** ((time.process_time() - begin) / (until - begin))
            for _ in range(50):
                i = rng.choice(np.flatnonzero(on[1:-1])) + 1
                j = rng.choice(np.flatnonzero(~on))
                other = field - waves[i] + waves[j]
                new = float(np.abs(other).max())
                if new <= value or rng.random() < np.exp((value - new) / heat):
                    on[i], on[j], field, value = False, True, other, new
                    if value < best:
                        best, kept = value, np.flatnonzero(on).tolist()
    return kept


if __name__ == "__main__":
    for task in tasks.read_family("physics/thinned_array"):
        score = tasks.load_module(task, "score")
        public, secret = score.instance(dict(task.params), None)
        n, k = public["n"], public["k"]
        first = (n - k + 2) // 2
        block = [0, *range(first, first + k - 2), n - 1]
        found = search(n, k, public["u0"], float(sys.argv[1]))
        print(task.id, *(repr(score.score(public, secret, {"on": on}).value) for on in (block, found)), found, flush=True)
