"""Reference sets without 3-term progressions: tabu search that adds the number closing fewest progressions and drops what it clashes with.

`python benchmarks/references/additive/ap_free.py N SECONDS [SEED] [mirror]` (mirror: only sets with x -> N + 1 - x)

Prints also what two copies of the set found, 2N - 1 apart, give for 3N - 1, and so once more: no progression meets both copies, since the
middle third is empty.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from eft.evaluation.scorers.additive import progression_free


class Set:
    """A subset of 1 .. n and, for every x, in how many progressions with two members x stands. [n + 1]"""

    def __init__(self, n: int) -> None:
        self.n = n
        self.inside = np.zeros(n + 1, dtype=bool)
        self.clashes = np.zeros(n + 1, dtype=np.int64)

    def toggle(self, x: int) -> None:
        """Adds or removes x."""
        change = -1 if self.inside[x] else 1
        self.inside[x] = False
        a = np.flatnonzero(self.inside)
        thirds = np.concatenate((2 * a - x, 2 * x - a, (a[(a + x) % 2 == 0] + x) // 2))
        np.add.at(self.clashes, thirds[(thirds > 0) & (thirds <= self.n)], change)
        self.inside[x] = change > 0

    def partners(self, x: int) -> list[tuple[int, int]]:
        """Pairs of members that form a progression with x."""
        inside, n, out = self.inside, self.n, []
        for a in np.flatnonzero(inside).tolist():
            if a == x:
                continue
            for b in (2 * a - x, 2 * x - a):
                if 0 < b <= n and inside[b] and b != x and (b != 2 * x - a or a < b):
                    out.append((a, b))
        return out


def solve(n: int, seconds: float, seed: int, mirror: bool = False) -> list[int]:
    """Largest set found."""
    rng = np.random.default_rng(seed)
    end = time.process_time() + seconds
    best: list[int] = []
    numbers = np.arange(n + 1)
    while time.process_time() < end:
        s, until, quiet, record = Set(n), np.zeros(n + 1, dtype=np.int64), 0, 0
        step = 0
        while quiet < 30 * n and time.process_time() < end:
            step += 1
            free = ~s.inside & (numbers > 0)
            cost = np.where(free, s.clashes, 10**6) + np.where(until > step, 1000, 0) + rng.random(n + 1)
            x = int(cost.argmin())
            for one in {x, n + 1 - x} if mirror else {x}:
                while pairs := s.partners(one):
                    counts: dict[int, int] = {}
                    for pair in pairs:
                        for a in pair:
                            counts[a] = counts.get(a, 0) + 1
                    out = max(counts, key=lambda a: (counts[a], rng.random()))
                    for gone in {out, n + 1 - out} if mirror else {out}:
                        if s.inside[gone]:
                            s.toggle(gone)
                        until[gone] = step + int(rng.integers(5, 20))
                if not s.inside[one]:
                    s.toggle(one)
            size = int(s.inside.sum())
            quiet += 1
            if size > record:
                record, quiet = size, 0
            if size > len(best):
                best = np.flatnonzero(s.inside).tolist()
                if not progression_free(n, 3, np.array(best)).valid:
                    raise AssertionError("a progression")
    return best


if __name__ == "__main__":
    size = int(sys.argv[1])
    found = solve(size, float(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0, len(sys.argv) > 4)
    print(size, len(found), found)
    for _ in range(2):
        found, size = found + [x + 2 * size - 1 for x in found], 3 * size - 1
        print(size, int(progression_free(size, 3, np.array(found)).value))
