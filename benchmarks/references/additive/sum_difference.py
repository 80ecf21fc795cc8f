"""Reference sets for sums and differences: annealing of the members (a number comes, goes or moves), from short random starts.

`python benchmarks/references/additive/sum_difference.py FORM SIZE_MAX VALUE_MAX SECONDS [SEED]`
"""

from __future__ import annotations

import math
import random
import sys
import time

import numpy as np

from eft.evaluation.scorers.additive import sum_difference_lemma, sum_difference_ratio


def value(a: set[int], ratio: bool) -> float:
    """The exponent in doubles; `a` has at least two members."""
    low, top = min(a), max(a)
    mask = sum(1 << x - low for x in a)
    sums = differences = 0
    for x in a:
        sums |= mask << x - low
        differences |= mask << top - x
    s, d = sums.bit_count(), differences.bit_count()
    return math.log(s / len(a)) / math.log(d / len(a)) if ratio else 1 + math.log(d / s) / math.log(2 * (top - low) + 1)


def solve(ratio: bool, size_max: int, value_max: int, seconds: float, seed: int) -> list[int]:
    """Best set found, from 0 on."""
    rng = random.Random(seed)
    end = time.process_time() + seconds
    best, best_value = {0, 1, 3}, value({0, 1, 3}, ratio)
    while time.process_time() < end:
        reach = min(value_max, rng.choice((20, 30, 40, 60, 80, 120, 200)))
        a = set(rng.sample(range(reach + 1), min(size_max, reach // 2, rng.randint(4, 24))))
        now, steps = value(a, ratio), rng.choice((2000, 5000, 10000))
        for step in range(steps):
            b = set(a)
            kind = rng.random()
            if kind < 0.7 and len(b) > 3:
                b.remove(rng.choice(tuple(b)))
            if kind > 0.4 and len(b) < size_max:
                b.add(
                    rng.randint(0, reach)
                    if rng.random() < 0.6
                    else min(reach, max(0, rng.choice(tuple(b)) + rng.choice((-3, -2, -1, 1, 2, 3))))
                )
            new = value(b, ratio)
            if new >= now or rng.random() < math.exp((new - now) / (0.01 * (1 - step / steps) ** 2 + 1e-6)):
                a, now = b, new
            if now > best_value:
                best, best_value = set(a), now
            if step % 256 == 0 and time.process_time() > end:
                break
    return sorted(x - min(best) for x in best)


if __name__ == "__main__":
    form, size, largest = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    found = solve(form == "ratio", size, largest, float(sys.argv[4]), int(sys.argv[5]) if len(sys.argv) > 5 else 0)
    judge = sum_difference_ratio if form == "ratio" else sum_difference_lemma
    print(form, size, largest, repr(judge(size, largest, np.array(found)).value), found)
