"""Baseline and reference of every lcg_spectral instance: `python benchmarks/references/numerics/lcg_spectral.py SECONDS`.

Baseline: 16807 or the next primitive root. Reference: the table of L'Ecuyer (Math. Comp. 68, 1999), recomputed; where it has no row, all
primitive roots (m = 65521) or random ones for the time given, most of them dropped in dimension 2 or 3.
"""

from __future__ import annotations

import random
import sys
import time

from eft.evaluation import tasks
from eft.evaluation.blocks.lattice import multiplier_norms

TABLE = {2147483647: 1583458089, 4294967291: 1588635695, 2305843009213693951: 1351750484049952003}


def search(score, m: int, seconds: float) -> int:
    rng = random.Random(0)
    primes = score.prime_factors(m - 1)
    best, kept, end = 0.0, 0, time.process_time() + seconds
    for a in range(2, m) if m < 100_000 else iter(lambda: rng.randrange(2, m), 0):
        if m > 100_000 and time.process_time() > end:
            break
        for last in (2, 3, 8):
            value = min(score.merit(square, d, m) for d, square in enumerate(multiplier_norms(a, m, last), 2))
            if value <= best:
                break
        else:
            if all(pow(a, (m - 1) // p, m) != 1 for p in primes):
                best, kept = value, a
    return kept


if __name__ == "__main__":
    for task in tasks.read_family("numerics/lcg_spectral"):
        score = tasks.load_module(task, "score")
        public, secret = score.instance(dict(task.params), None)
        m, start = public["m"], 16807
        while any(pow(start, (m - 1) // p, m) == 1 for p in score.prime_factors(m - 1)):
            start += 1
        found = TABLE.get(m) or search(score, m, float(sys.argv[1]))
        print(task.id, *(repr(score.score(public, secret, {"a": a}).value) for a in (start, found)), found, flush=True)
