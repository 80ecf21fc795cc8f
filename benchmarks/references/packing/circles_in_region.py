"""Reference packings of unequal disks: `python benchmarks/references/packing/circles_in_region.py REGION N SECONDS [SEED]` (seconds of CPU).

REGION: rectangle (perimeter 4, free width), triangle, disk or ell. Basin hopping over SLSQP on centres and radii, polished by linear
programs; the scorer's verdict on the best point goes to stdout.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog, minimize

from eft.evaluation.tasks import find, load_module

Floats = NDArray[np.float64]  # a point z is [all x, all y, all r, w]; w is the width of the rectangle and unused elsewhere
BOXES = {"rectangle": (0.0, 2.0), "triangle": (0.0, 1.0), "disk": (-1.0, 1.0), "ell": (0.0, 1.0)}


class Region:
    """Rows of constraints over z: pairs that can touch, and every disk with every wall."""

    def __init__(self, name: str, n: int, z: Floats, reach: float) -> None:
        self.name, self.n = name, n
        i, j = np.triu_indices(n, 1)
        near = np.hypot(z[i] - z[j], z[n + i] - z[n + j]) - z[2 * n + i] - z[2 * n + j] < reach
        self.i, self.j = i[near], j[near]

    def walls(self, z: Floats) -> list[tuple[Floats, Floats, Floats, float]]:
        """Of every wall: distances of all centres, their slopes by x and y, and the slope by w."""
        n = self.n
        x, y, w = z[:n], z[n : 2 * n], z[-1]
        one, none = np.ones(n), np.zeros(n)
        low = [(x, one, none, 0.0), (y, none, one, 0.0)]
        if self.name == "rectangle":
            return [*low, (w - x, -one, none, 1.0), (2.0 - w - y, none, -one, -1.0)]
        if self.name == "triangle":
            h = np.sqrt(0.5)
            return [*low, (h * (1.0 - x - y), -h * one, -h * one, 0.0)]
        if self.name == "disk":
            d = np.maximum(np.hypot(x, y), 1e-12)
            return [(1.0 - d, -x / d, -y / d, 0.0)]
        a, b = np.maximum(0.5 - x, 0.0), np.maximum(0.5 - y, 0.0)
        d = np.maximum(np.hypot(a, b), 1e-12)
        return [*low, (1.0 - x, -one, none, 0.0), (1.0 - y, none, -one, 0.0), (d, -a / d, -b / d, 0.0)]

    def gaps(self, z: Floats) -> Floats:
        n, i, j = self.n, self.i, self.j
        pairs = np.hypot(z[i] - z[j], z[n + i] - z[n + j]) - z[2 * n + i] - z[2 * n + j]
        return np.concatenate((pairs, *(wall[0] - z[2 * n : 3 * n] for wall in self.walls(z))))

    def slopes(self, z: Floats) -> Floats:
        n, i, j = self.n, self.i, self.j
        dx, dy = z[i] - z[j], z[n + i] - z[n + j]
        d = np.maximum(np.hypot(dx, dy), 1e-12)
        walls = self.walls(z)
        out = np.zeros((len(i) + n * len(walls), 3 * n + 1))
        row, disk = np.arange(len(i)), np.arange(n)
        out[row, i], out[row, j], out[row, n + i], out[row, n + j] = dx / d, -dx / d, dy / d, -dy / d
        out[row, 2 * n + i] = out[row, 2 * n + j] = -1.0
        for k, (_, by_x, by_y, by_w) in enumerate(walls):
            row = len(i) + n * k + disk
            out[row, disk], out[row, n + disk], out[row, 2 * n + disk], out[row, -1] = by_x, by_y, -1.0, by_w
        return out


def settled(name: str, n: int, z: Floats) -> float:
    worst = Region(name, n, z, 0.0).gaps(z).min(initial=0.0)
    return float(np.maximum(z[2 * n : 3 * n] + worst, 0.0).sum())


def descend(name: str, n: int, z: Floats) -> Floats:
    """SLSQP from any point; a second round has the pairs that the first brought together."""
    down = np.concatenate((np.zeros(2 * n), -np.ones(n), [0.0]))
    bounds = [BOXES[name]] * (2 * n) + [(0.0, 1.0)] * n + [(0.3, 1.7)]
    for _ in range(2):
        region = Region(name, n, z, 1.5 / np.sqrt(n))
        found = minimize(
            lambda v: -v[2 * n : 3 * n].sum(), z, jac=lambda _: down, method="SLSQP", bounds=bounds,
            constraints={"type": "ineq", "fun": region.gaps, "jac": region.slopes}, options={"maxiter": 120, "ftol": 1e-11},
        )  # fmt: skip
        z = np.clip(found.x, [low for low, _ in bounds], [high for _, high in bounds])
        if Region(name, n, z, 0.0).gaps(z).min(initial=0.0) > -1e-7:
            break
    return z


def polish(name: str, n: int, z: Floats) -> Floats:
    """Sequential linear programs in a trust region that shrinks from 1e-4, in units of the region."""
    step = 1e-4
    for _ in range(24):
        region = Region(name, n, z, 8 * step + 1e-6)
        room = np.maximum(region.gaps(z), -step) / step
        cost = np.concatenate((np.zeros(2 * n), -np.ones(n), [0.0]))
        found = linprog(cost, A_ub=-region.slopes(z), b_ub=room, bounds=(-1.0, 1.0), method="highs")
        if found.status == 0 and settled(name, n, z + step * found.x) >= settled(name, n, z):
            z = z + step * found.x
        step *= 0.4
    return z


def hop(name: str, n: int, z: Floats, rng: np.random.Generator) -> Floats:
    """A neighbour of an optimum: a small disk elsewhere, two disks exchanged, or all centres jittered."""
    y, kind = z.copy(), rng.integers(3)
    low, high = BOXES[name]
    if kind == 0:
        k = rng.choice(np.argsort(y[2 * n : 3 * n])[: max(1, n // 4)])
        y[[k, n + k]], y[2 * n + k] = rng.uniform(low, high, 2), 0.01
    elif kind == 1:
        a, b = rng.choice(n, 2, replace=False)
        y[[a, n + a, b, n + b]] = y[[b, n + b, a, n + a]]
    else:
        y[: 2 * n] += rng.normal(0.0, 0.04 * (high - low), 2 * n)
        y[-1] += rng.normal(0.0, 0.05)
    return y


def search(name: str, n: int, seconds: float, seed: int, patience: int = 60) -> Floats:
    rng = np.random.default_rng(seed)
    end = time.process_time() + seconds
    best, found, z = 0.0, np.zeros(3 * n + 1), None
    low, high = BOXES[name]
    while time.process_time() < end:
        if z is None:
            y = np.concatenate((rng.uniform(low, high, 2 * n), np.full(n, 0.2 / np.sqrt(n)), [rng.uniform(0.6, 1.0)]))
            here = current = 0.0
            stale = 0
        else:
            y = hop(name, n, z, rng)
        y = descend(name, n, y)
        value = settled(name, n, y)
        if value > current - 0.004 * rng.random():
            current, z = value, y
        stale = 0 if value > here + 1e-9 else stale + 1
        here = max(here, value)
        if stale == patience:
            z = None
        if value > best + 1e-9:
            best, found = value, y
    return found


def main(name: str, n: int, seconds: float, seed: int) -> None:
    z = polish(name, n, search(name, n, seconds, seed))
    task = find(f"packing/circles_in_rectangle/n={n}" if name == "rectangle" else f"packing/circles_in_region/n={n},region={name}")
    score = load_module(task, "score")
    low, high = BOXES[name]
    x, y = np.clip(z[:n], low, high), np.clip(z[n : 2 * n], low, high)
    answer = {"x": x, "y": y, "r": np.maximum(z[2 * n : 3 * n], 0.0), "w": float(z[-1])}
    verdict = score.score({"n": n, "region": name}, {}, answer)
    print(name, n, repr(verdict.value), verdict.reason, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 0)
