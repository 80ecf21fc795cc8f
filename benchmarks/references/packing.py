"""Reference packings: `python benchmarks/references/packing.py N SECONDS [SEED] [CERTIFICATE.json]` (seconds of CPU).

Basin hopping (move a small disk, exchange two, jitter all) over SLSQP on centres and radii with only the pairs that can touch; the best point is
polished by linear programs and rounded to the scorer's grid. Progress goes to stderr, the certified result to stdout and the file.
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog, minimize
from scipy.sparse import coo_array

from eft.evaluation.scorers.packing import GRID, circles_in_square

Floats = NDArray[np.float64]  # a point z is [all x, all y, all r]


class Contacts:
    """The constraints of a packing near one point, as rows over z: pairs with a gap below `reach`, and all walls."""

    def __init__(self, z: Floats, reach: float) -> None:
        n = self.n = len(z) // 3
        i, j = np.triu_indices(n, 1)
        near = np.hypot(z[i] - z[j], z[n + i] - z[n + j]) - z[2 * n + i] - z[2 * n + j] < reach
        self.i, self.j = i[near], j[near]
        self.disk = np.tile(np.arange(n), 4)
        self.column, self.sign = np.repeat([0, n, 0, n], n) + self.disk, np.repeat([1.0, 1.0, -1.0, -1.0], n)

    def gaps(self, z: Floats) -> Floats:
        n, i, j = self.n, self.i, self.j
        pairs = np.hypot(z[i] - z[j], z[n + i] - z[n + j]) - z[2 * n + i] - z[2 * n + j]
        return np.concatenate((pairs, self.sign * z[self.column] + (self.sign < 0) - z[2 * n + self.disk]))

    def slopes(self, z: Floats) -> Floats:
        n, i, j = self.n, self.i, self.j
        dx, dy = z[i] - z[j], z[n + i] - z[n + j]
        d = np.maximum(np.hypot(dx, dy), 1e-12)
        out = np.zeros((len(i) + len(self.disk), 3 * n))
        row = np.arange(len(i))
        out[row, i], out[row, j], out[row, n + i], out[row, n + j] = dx / d, -dx / d, dy / d, -dy / d
        out[row, 2 * n + i] = out[row, 2 * n + j] = -1.0
        row = len(i) + np.arange(len(self.disk))
        out[row, self.column], out[row, 2 * n + self.disk] = self.sign, -1.0
        return out


def settled(z: Floats) -> float:
    """Sum of the radii after the repair that the scorer would make."""
    n = len(z) // 3
    worst = Contacts(z, 0.0).gaps(z).min(initial=0.0)
    return float(np.maximum(z[2 * n :] + worst, 0.0).sum())


def descend(z: Floats) -> Floats:
    """SLSQP from any point; a second round has the pairs that the first brought together."""
    n = len(z) // 3
    down = np.concatenate((np.zeros(2 * n), -np.ones(n)))
    for _ in range(2):
        contacts = Contacts(z, 1.0 / math.sqrt(n))
        found = minimize(
            lambda v: -v[2 * n :].sum(), z, jac=lambda _: down, method="SLSQP", bounds=[(0.0, 1.0)] * (2 * n) + [(0.0, 0.5)] * n,
            constraints={"type": "ineq", "fun": contacts.gaps, "jac": contacts.slopes}, options={"maxiter": 100, "ftol": 1e-12},
        )  # fmt: skip
        z = np.clip(found.x, 0.0, 1.0)
        if Contacts(z, 0.0).gaps(z).min(initial=0.0) > -1e-7:
            break
    return z


def polish(z: Floats, rounds: int = 25) -> Floats:
    """Sequential linear programs in a trust region that shrinks from 1e-3.

    Distances are convex in the centres, so a step that satisfies the linearised constraints satisfies the true ones. Steps are solved for in
    units of the region: the absolute tolerance of the LP solver becomes relative to it.
    """
    n = len(z) // 3
    step, z = 1e-3, z.copy()
    for _ in range(rounds):
        contacts = Contacts(z, 8 * step + 1e-6)
        room = np.maximum(contacts.gaps(z), -step) / step
        found = linprog(np.repeat([0.0, -1.0], [2 * n, n]), A_ub=-contacts.slopes(z), b_ub=room, bounds=(-1.0, 1.0), method="highs")
        if found.status == 0:
            z += step * found.x
        step *= 0.3
    return z


def hop(z: Floats, rng: np.random.Generator) -> Floats:
    """A neighbour of an optimum: a small disk elsewhere, two disks exchanged, or all centres jittered."""
    n = len(z) // 3
    y = z.copy()
    kind = rng.integers(3)
    if kind == 0:
        k = rng.choice(np.argsort(y[2 * n :])[: max(1, n // 4)])
        y[[k, n + k]], y[2 * n + k] = rng.random(2), 0.01
    elif kind == 1:
        a, b = rng.choice(n, 2, replace=False)
        y[[a, n + a, b, n + b]] = y[[b, n + b, a, n + a]]
    else:
        y[: 2 * n] = np.clip(y[: 2 * n] + rng.normal(0.0, 0.04, 2 * n), 0.0, 1.0)
    return y


def search(n: int, seconds: float, seed: int, patience: int = 100) -> Iterator[tuple[float, Floats]]:
    """Every improvement (sum of radii, point) within the CPU time; a new start after `patience` hops without a better point in this one."""
    rng = np.random.default_rng(seed)
    end = time.process_time() + seconds
    best, z = 0.0, None
    while time.process_time() < end:
        if z is None:
            y = np.concatenate((rng.random(2 * n), np.full(n, 0.3 / np.sqrt(n))))
            here = current = stale = 0
        else:
            y = hop(z, rng)
        y = descend(y)
        value = settled(y)
        if value > current - 0.004 * rng.random():
            current, z = value, y
        stale = 0 if value > here + 1e-9 else stale + 1
        here = max(here, value)
        if stale == patience:
            z = None
        if value > best + 1e-9:
            best = value
            yield best, y


def on_grid(z: Floats, rng: np.random.Generator, tries: int = 400) -> tuple[Floats, Floats, Floats]:
    """Centres rounded to the scorer's grid, each up or down at random, and the best integer radii for them; the best of some tries."""
    n = len(z) // 3
    contacts = Contacts(z, 1e-9)
    pairs, walls = len(contacts.i), len(contacts.disk)
    row = np.concatenate((np.repeat(np.arange(pairs), 2), pairs + np.arange(walls)))
    column = np.concatenate((np.stack((contacts.i, contacts.j), 1).ravel(), contacts.disk))
    matrix = coo_array((np.ones(len(row)), (row, column)), shape=(pairs + walls, n))
    start = np.floor(z[2 * n :] * GRID)
    best, packing = -1, None
    for _ in range(tries):
        centres = [int(v) for v in np.floor(z[: 2 * n] * GRID + rng.random(2 * n))]
        room = [
            math.isqrt((centres[i] - centres[j]) ** 2 + (centres[n + i] - centres[n + j]) ** 2) - int(start[i]) - int(start[j])
            for i, j in zip(contacts.i, contacts.j, strict=True)
        ]
        for k, sign, disk in zip(contacts.column, contacts.sign, contacts.disk, strict=True):
            room.append((centres[k] if sign > 0 else GRID - centres[k]) - int(start[disk]))
        found = linprog(-np.ones(n), A_ub=matrix, b_ub=np.array(room, dtype=np.float64), bounds=(-9, 9), integrality=1, method="highs")
        if found.status == 0 and -found.fun > best:
            best = -found.fun
            packing = tuple(np.array(part) / GRID for part in (centres[:n], centres[n:], start + np.round(found.x)))
    if packing is None:
        raise SystemExit("no rounding to the grid found")
    return packing


def main(n: int, seconds: float, seed: int, file: Path | None) -> None:
    started = time.process_time()
    for value, found in search(n, seconds, seed):
        print(f"{time.process_time() - started:8.1f} s  {value:.12f}", file=sys.stderr, flush=True)
        z = found
    score = circles_in_square(*on_grid(polish(z), np.random.default_rng(seed)))
    print(f"n={n}: {score.value!r}, {score.worst or 'nothing repaired'}, {time.process_time() - started:.0f} s of CPU")
    if file:
        file.write_text(json.dumps(score.certificate()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(
        int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0, Path(sys.argv[4]) if len(sys.argv) > 4 else None
    )
