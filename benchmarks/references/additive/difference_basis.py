"""Reference sparse rulers: Wichmann's rulers, cut to length by changing two gaps or by annealing all.

`python benchmarks/references/additive/difference_basis.py N SECONDS [SEED]`
Wichmann (J. London Math. Soc. 38, 1963): gaps 1^r, r+1, (2r+1)^r, (4r+3)^s, (2r+2)^(r+1), 1^r cover all differences up to their sum.
"""

from __future__ import annotations

import math
import random
import sys
import time
from itertools import accumulate

import numpy as np

from eft.evaluation.scorers.additive import difference_basis


def wichmann(r: int, s: int) -> list[int]:
    """Gaps."""
    return [1] * r + [r + 1] + [2 * r + 1] * r + [4 * r + 3] * s + [2 * r + 2] * (r + 1) + [1] * r


def base(n: int) -> int:
    """Elements of {0 .. r-1} with steps of r behind, for the best r: the block construction."""
    return min(r + -(-(n - r + 1) // r) for r in range(1, n + 1))


def missing(gaps: list[int], n: int) -> int:
    """Bits of the differences 1 .. n that the ruler lacks."""
    marks = sum(1 << x for x in accumulate(gaps, initial=0))
    covered = 0
    for x in accumulate(gaps, initial=0):
        covered |= marks >> x
    return ((1 << n + 1) - 2) & ~covered


def cut(n: int, r: int, s: int, rng: random.Random) -> list[int]:
    """Gaps of a Wichmann ruler with random gaps made shorter until they sum to n."""
    gaps = wichmann(r, s)
    spare = sum(gaps) - n
    while spare:
        i = rng.randrange(r, len(gaps) - r)
        less = rng.randint(0, min(spare, gaps[i] - 1))
        gaps[i] -= less
        spare -= less
    return gaps


def patched(n: int, r: int, s: int) -> list[int] | None:
    """Gaps of a Wichmann ruler made n long by changing two gaps, if some change leaves no difference out."""
    spare = sum(wichmann(r, s)) - n
    for i in range(4 * r + s + 2):
        for j in range(4 * r + s + 2):
            for less in range(-12, 13):
                gaps = wichmann(r, s)
                gaps[i] -= less
                gaps[j] -= spare - less
                if min(gaps) > 0 and not missing(gaps, n):
                    return gaps
    return None


def solve(n: int, seconds: float, seed: int) -> list[int]:
    """Smallest basis found: fewer and fewer marks until the time is over."""
    rng = random.Random(seed)
    end = time.process_time() + seconds
    shapes = [(4 * r + s + 3, r, s) for r in range(math.isqrt(n)) for s in range(2 * math.isqrt(n))]
    shapes = sorted((m, r, s) for m, r, s in shapes if sum(wichmann(r, s)) >= n)
    fitting = [(m, r, s) for m, r, s in shapes if m <= shapes[0][0] + 2]
    best: list[int] = list(range(n + 1))
    for m, r, s in fitting:
        if m < len(best) and (gaps := patched(n, r, s)):
            best = list(accumulate(gaps, initial=0))
    while time.process_time() < end:
        m, r, s = rng.choice([one for one in fitting if one[0] < len(best)] or [(0, 0, 0)])
        if m == 0:
            break
        gaps = cut(n, r, s, rng)
        lacks = missing(gaps, n).bit_count()
        steps = 6000
        for step in range(steps):
            if lacks == 0:
                best = list(accumulate(gaps, initial=0))
                print(n, len(best), (r, s), flush=True)
                break
            y = list(gaps)
            if rng.random() < 0.5:
                i, j = rng.randrange(len(y)), rng.randrange(len(y))
                y[i], y[j] = y[j], y[i]
            else:
                i, j, more = rng.randrange(len(y)), rng.randrange(len(y)), rng.choice((1, 1, 2, r + 1, 2 * r + 1, 2 * r + 2))
                if i == j or y[i] <= more:
                    continue
                y[i] -= more
                y[j] += more
            new = missing(y, n).bit_count()
            if new <= lacks or rng.random() < math.exp((lacks - new) / (1.5 * (1 - step / steps) + 1e-9)):
                gaps, lacks = y, new
            if time.process_time() > end:
                break
    return best


if __name__ == "__main__":
    size = int(sys.argv[1])
    found = solve(size, float(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    print(size, "base", base(size), len(found), difference_basis(size, np.array(found), restricted=True).valid, found)
