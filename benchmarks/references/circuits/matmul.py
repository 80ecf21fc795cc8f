"""Known values of circuits/matmul re-found: `python benchmarks/references/circuits/matmul.py [seconds]`.

Random walk in the flip graph over the integers (Kauers and Moosbauer 2022) from the schoolbook algorithm, with entries -1, 0, 1 only: two terms
a.b.c and a.d.e become a.(b + d).c and a.d.(e - c). After many steps without progress one term is split into two ("plus" of Arai, Ichikawa
and Hukushima 2024).
"""

from __future__ import annotations

import sys
import time

import numpy as np
from numba import njit

from eft.evaluation.tasks import load_module, read_family


@njit(cache=True)
def walk(plus, minus, terms, goal, steps, seed, patience):
    """plus, minus: int64 [3, most], bit masks of the entries 1 and -1. Changes them in place and returns the number of terms."""
    np.random.seed(seed)
    calm, most, least = 0, plus.shape[1], terms
    for _ in range(steps):
        calm += 1
        i, j, x = np.random.randint(terms), np.random.randint(terms), np.random.randint(3)
        if i == j:
            continue
        if calm > patience and terms < min(most, least + 2):
            y, z = (x + 1) % 3, (x + 2) % 3
            if (plus[x, i] & plus[x, j]) | (minus[x, i] & minus[x, j]) == 0 and (plus[x, i] != minus[x, j] or minus[x, i] != plus[x, j]):
                p, q = plus[x, j], minus[x, j]
                plus[x, terms], minus[x, terms] = q, p
                for axis in (y, z):
                    plus[axis, terms], minus[axis, terms] = plus[axis, i], minus[axis, i]
                a, b = plus[x, i], minus[x, i]
                plus[x, i], minus[x, i] = (a & ~q) | (p & ~b), (b & ~p) | (q & ~a)
                terms += 1
                calm = 0
            continue
        if plus[x, i] == plus[x, j] and minus[x, i] == minus[x, j]:
            same = True
        elif plus[x, i] == minus[x, j] and minus[x, i] == plus[x, j]:
            same = False
        else:
            continue
        y = (x + 1 + np.random.randint(2)) % 3
        z = 3 - x - y
        if np.random.randint(2):  # i gets b + d, j gets e - c (signs as the common factor's)
            p, q = plus[y, j], minus[y, j]
        else:
            p, q, same = minus[y, j], plus[y, j], not same
        a, b = plus[y, i], minus[y, i]
        if (a & p) | (b & q):
            continue
        r, s = (minus[z, i], plus[z, i]) if same else (plus[z, i], minus[z, i])
        c, d = plus[z, j], minus[z, j]
        if (c & r) | (d & s):
            continue
        plus[y, i], minus[y, i] = (a & ~q) | (p & ~b), (b & ~p) | (q & ~a)
        plus[z, j], minus[z, j] = (c & ~s) | (r & ~d), (d & ~r) | (s & ~c)
        first, second = max(i, j), min(i, j)
        for k in (first, second):
            empty = False
            for axis in range(3):
                empty = empty or (plus[axis, k] | minus[axis, k]) == 0
            if empty:
                terms -= 1
                for axis in range(3):
                    plus[axis, k], minus[axis, k] = plus[axis, terms], minus[axis, terms]
        if terms < least:
            least, calm = terms, 0
            if terms <= goal:
                break
    return terms


def main(seconds: float) -> None:
    for task in read_family("circuits/matmul"):
        score, goal = load_module(task, "score"), int(task.best_known.value)
        n, m, p = (task.params[name] for name in "nmp")
        widths, best, seed, start = (n * m, m * p, p * n), n * m * p, 0, time.process_time()
        while time.process_time() - start < seconds and best > goal:
            plus, minus = np.zeros((2, 3, n * m * p + 4), dtype=np.int64)
            schoolbook = [(i * m + j, j * p + k, k * n + i) for i in range(n) for j in range(m) for k in range(p)]
            plus[:, : n * m * p] = 1 << np.array(schoolbook).T
            terms, quiet = n * m * p, 0
            while quiet < 20 and terms > goal and time.process_time() - start < seconds:
                before = terms
                terms = walk(plus, minus, terms, goal, 2_000_000, seed, 200_000)
                quiet, seed = 0 if terms < before else quiet + 1, seed + 1
                if terms > n * m * p:
                    continue  # in the middle of a split
                factors = [[[(int(a) >> b & 1) - (int(c) >> b & 1) for b in range(w)] for a, c in zip(plus[x, :terms], minus[x, :terms], strict=True)]
                           for x, w in enumerate(widths)]  # fmt: skip
                best = min(best, int(score.score(dict(task.params), {}, dict(zip("UVW", factors, strict=True))).value))
        print(task.id, best, "of", goal, "seconds", round(time.process_time() - start, 1), flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 20.0)
