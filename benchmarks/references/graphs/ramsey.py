"""Reference values of ramsey: circulant colourings, the cubic residues of 16 elements, annealed flips; `python ramsey.py n 4-4 seconds`."""

from __future__ import annotations

import math
import random
import sys
import time
from itertools import combinations

import numpy as np

from eft.evaluation.blocks.cliques import clique_count
from eft.evaluation.tasks import load_module, read_family


def circulant(n, sizes):
    """Two colours by the length of an edge on a ring: the first without forbidden cliques, by rising number of lengths; None if none has."""
    half = n // 2
    for k in range(1, half):
        for lengths in combinations(range(1, half + 1), k):
            first = sum(1 << j | 1 << n - j for j in lengths)
            free = sizes[0] > 3 or not any(first & (first << j | first >> n - j) & (1 << n) - 1 for j in lengths)
            if not free:
                continue
            everything = (1 << n) - 1
            rows = [(first << u | first >> n - u) & everything for u in range(n)]
            others = [everything & ~row & ~(1 << u) for u, row in enumerate(rows)]
            if clique_count(rows, sizes[0]) == 0 and clique_count(others, sizes[1]) == 0:
                return [0 if v - u in lengths or n - v + u in lengths else 1 for u in range(n) for v in range(u + 1, n)]
    return None


def cubes():
    """(16; 3, 3, 3): the discrete logarithm modulo 3 of the difference in the field of 16 elements (Greenwood and Gleason 1955)."""
    power, log = 1, {}
    for k in range(15):
        log[power] = k % 3
        power = power << 1 ^ (0b10011 if power & 8 else 0)
    return [log[u ^ v] for u in range(16) for v in range(u + 1, 16)]


def anneal(n, sizes, seconds, seed):
    module = load_module(read_family("graphs/ramsey")[0], "objective")
    objective, rng = module.Objective({"n": n, "sizes": np.array(sizes)}), random.Random(seed)
    x = [rng.randrange(len(sizes)) for _ in range(objective.size)]
    value, begun = objective.value(x), time.process_time()
    best, kept, left = value, list(x), 1.0
    while left > 0 and best:
        for _ in range(50):
            i = rng.randrange(objective.size)
            old = x[i]
            x[i] = (old + rng.randint(1, len(sizes) - 1)) % len(sizes)
            new = objective.value(x)
            if new <= value or rng.random() < math.exp((value - new) / (1.5 * left + 0.15)):
                value = new
                if value < best:
                    best, kept = value, list(x)
            else:
                x[i] = old
        left = 1.0 - (time.process_time() - begun) / seconds
    return best, kept


if __name__ == "__main__":
    n, sizes, seconds = int(sys.argv[1]), [int(s) for s in sys.argv[2].split("-")], float(sys.argv[3])
    if sizes == [3, 3, 3]:
        print(n, sizes, "cubes", cubes())
    elif seconds == 0:
        print(n, sizes, "circulant", circulant(n, sizes))
    else:
        print(n, sizes, "annealed", min(anneal(n, sizes, seconds / 4, seed) for seed in range(4)))
