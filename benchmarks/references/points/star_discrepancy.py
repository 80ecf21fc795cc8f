"""Reference point sets of low star discrepancy: `python benchmarks/references/points/star_discrepancy.py D N SECONDS [SEED]` (seconds of CPU).

For a fixed order along every axis the discrepancy is the maximum of smooth functions of the coordinates: sequential linear programs in a
trust region. Around that a local search over orders (exchange two ranks of one axis). The exact value goes to stdout.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from eft.evaluation.blocks.boxes import worst_box

Floats = NDArray[np.float64]


class Order:
    """Boxes of n points whose ranks [d, n] along the axes are given: corner indices and how many points they hold."""

    def __init__(self, ranks: NDArray[np.int64]) -> None:
        d, n = ranks.shape
        self.n, self.d = n, d
        self.corner = np.indices((n + 1,) * d).reshape(d, -1)  # side k of an axis is the k-th coordinate, side n is 1
        below = np.ones((n, self.corner.shape[1]), dtype=bool)
        within = below.copy()
        for axis in range(d):
            below &= ranks[axis][:, None] < self.corner[axis]
            within &= ranks[axis][:, None] <= self.corner[axis]
        self.few, self.many = below.sum(axis=0) / n, within.sum(axis=0) / n

    def gaps(self, x: Floats) -> tuple[Floats, Floats]:
        """(open, closed) gaps of all boxes; x: sorted coordinates [d, n]."""
        sides = np.concatenate((x, np.ones((self.d, 1))), axis=1)
        volume = np.prod([sides[axis][self.corner[axis]] for axis in range(self.d)], axis=0)
        return volume - self.few, self.many - volume

    def worst(self, x: Floats) -> float:
        return max(float(gap.max()) for gap in self.gaps(x))

    def step(self, x: Floats, trust: float) -> Floats:
        """Sorted coordinates after one linear program."""
        n, d = self.n, self.d
        sides = np.concatenate((x, np.ones((d, 1))), axis=1)
        value = self.worst(x)
        rows, columns, entries, right = [], [], [], []
        used = 0
        for sign, gap in zip((1.0, -1.0), self.gaps(x), strict=True):
            chosen = np.flatnonzero(gap > value - 2.2 * d * trust)
            where = np.arange(used, used + len(chosen))
            for axis in range(d):
                slope = sign * np.prod([sides[a][self.corner[a][chosen]] for a in range(d) if a != axis], axis=0)
                free = self.corner[axis][chosen] < n
                rows.append(where[free]), columns.append(axis * n + self.corner[axis][chosen][free]), entries.append(slope[free])
            rows.append(where), columns.append(np.full(len(chosen), d * n)), entries.append(np.full(len(chosen), -1.0))
            right.append(-gap[chosen])
            used += len(chosen)
        for axis in range(d):  # the order is kept
            where = np.arange(used, used + n - 1)
            rows += [where, where]
            columns += [axis * n + np.arange(n - 1), axis * n + np.arange(1, n)]
            entries += [np.ones(n - 1), -np.ones(n - 1)]
            right.append(np.diff(x[axis]))
            used += n - 1
        matrix = csr_array((np.concatenate(entries), (np.concatenate(rows), np.concatenate(columns))), shape=(used, d * n + 1))
        low, high = np.maximum(-trust, -x.ravel()), np.minimum(trust, 1.0 - x.ravel())
        bounds = [*zip(low, high, strict=True), (0.0, 1.0)]
        found = linprog(np.r_[np.zeros(d * n), 1.0], A_ub=matrix, b_ub=np.concatenate(right), bounds=bounds, method="highs")
        return x if found.status else np.sort(np.clip(x + found.x[:-1].reshape(d, n), 0.0, 1.0), axis=1)

    def descend(self, x: Floats, least: float = 1e-10) -> Floats:
        trust, value = 0.5 / self.n, self.worst(x)
        while trust > least:
            y = self.step(x, trust)
            new = self.worst(y)
            if new < value - 0.05 * trust * (value > 0):
                x, value = y, new
            else:
                x, value = (y, new) if new < value else (x, value)
                trust *= 0.25
        return x


def search(d: int, n: int, seconds: float, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    end = time.process_time() + seconds
    best, found = 1.0, np.zeros((n, d))
    here, ranks, stale = 1.0, None, 0
    while time.process_time() < end:
        if ranks is None:
            golden = [(np.arange(n) * step + rng.random()) % 1.0 for step in (0.6180339887498949, 0.5497004779019703)[: d - 1]]
            other = np.stack([np.arange(n), *(np.argsort(np.argsort(column)) for column in golden)])
            x, here, stale = np.tile((np.arange(n) + 0.7) / n, (d, 1)), 1.0, 0
        else:
            other = ranks.copy()
            axis, k = rng.integers(1, d), rng.integers(n)
            m = int(np.clip(k + rng.choice([-3, -2, -1, 1, 2, 3]), 0, n - 1))
            swap = np.flatnonzero((other[axis] == k) | (other[axis] == m))
            other[axis, swap] = other[axis, swap[::-1]]
        order = Order(other)
        y = order.descend(x, 1e-4)
        value = order.worst(y)
        if value < here + 0.0005 * rng.random():
            stale = 0 if value < here - 1e-6 else stale + 1
            x, here, ranks = y, value, other
        else:
            stale += 1
        if value < best - 1e-6:
            y = order.descend(y)
            best, found = order.worst(y), np.stack([y[axis][other[axis]] for axis in range(d)], axis=1)
        if stale > 15 * n:
            ranks = None
    return found


if __name__ == "__main__":
    dimension, number = int(sys.argv[1]), int(sys.argv[2])
    p = search(dimension, number, float(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 0)
    exact, note = worst_box(np.rint(p * 2.0**32).astype(np.int64), 32)
    print(dimension, number, repr(float(exact)), note, flush=True)
