"""Reference packings: `python benchmarks/references/packing.py N SECONDS [SEED] [CERTIFICATE.json]` (seconds of CPU).

Basin hopping (move a small disk, exchange two, jitter all) over SLSQP on centres and radii with only the pairs that can touch; the best point is
polished by linear programs and rounded to the scorer's grid (by fine_packing.py to a finer one). Progress goes to stderr, the certified result to
stdout and the file.
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

from eft.evaluation.scorers.packing import GRID, Packing, circles_in_square

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


def on_grid(z: Floats, rng: np.random.Generator, tries: int = 200) -> tuple[Floats, Floats, Floats]:
    """The packing in whole grid units: centres moved by a unit at a time where that does not lower the sum of the best integer radii for them.

    In a rigid packing plain rounding and the scorer's repair cost about one unit a disk; this costs a few units in all.
    """
    n = len(z) // 3
    contacts = Contacts(z, 1e-9)
    first = np.concatenate((contacts.i, contacts.disk))
    second = np.concatenate((contacts.j, np.full(len(contacts.disk), n)))  # column n: no second disk
    row = np.arange(len(first))
    matrix = coo_array((np.ones(2 * len(row)), (np.tile(row, 2), np.concatenate((first, second))))).tocsr()[:, :n]
    start = np.floor(z[2 * n :] * GRID).astype(np.int64).tolist()

    def radii(centre: list[int]) -> tuple[float, Floats]:
        room = [
            math.isqrt((centre[i] - centre[j]) ** 2 + (centre[n + i] - centre[n + j]) ** 2) - start[i] - start[j]
            for i, j in zip(contacts.i.tolist(), contacts.j.tolist(), strict=True)
        ]
        for k, sign, disk in zip(contacts.column.tolist(), contacts.sign.tolist(), contacts.disk.tolist(), strict=True):
            room.append((centre[k] if sign > 0 else GRID - centre[k]) - start[disk])
        found = linprog(-np.ones(n), A_ub=matrix, b_ub=np.minimum(room, 1e6), bounds=(-99, 99), integrality=1, method="highs")
        return (-found.fun, np.array(start) + np.round(found.x)) if found.status == 0 else (-math.inf, np.zeros(n))

    centre = np.rint(z[: 2 * n] * GRID).astype(np.int64).tolist()
    best, chosen = radii(centre)
    for _ in range(tries):
        k = int(rng.integers(n))
        other = centre.copy()
        for at in (k, n + k):
            other[at] = min(max(other[at] + int(rng.integers(-1, 2)), 0), GRID)
        value, found = radii(other)
        if value >= best:
            best, chosen, centre = value, found, other
    return np.array(centre[:n]) / GRID, np.array(centre[n:]) / GRID, chosen / GRID


def certify(z: Floats, seed: int) -> Packing:
    """Polished, on the grid, scored."""
    return circles_in_square(*on_grid(polish(z), np.random.default_rng(seed)))


def found_by_search(n: int, seconds: float, seed: int) -> Floats:
    """The best point of `search`, with its progress on stderr."""
    started = time.process_time()
    for value, found in search(n, seconds, seed):
        print(f"{time.process_time() - started:8.1f} s  {value:.12f}", file=sys.stderr, flush=True)
        z = found
    return z


def main(n: int, seconds: float, seed: int, file: Path | None) -> None:
    started = time.process_time()
    z = found_by_search(n, seconds, seed)
    score = certify(z, seed)
    print(f"n={n}: {score.value!r}, {score.reason or 'nothing repaired'}, {time.process_time() - started:.0f} s of CPU")
    if file:
        file.write_text(json.dumps(score.certificate()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(
        int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0, Path(sys.argv[4]) if len(sys.argv) > 4 else None
    )
