"""Reference packings of hexagons: `python benchmarks/references/packing/hexagons_in_hexagon.py N SECONDS [SEED]` (seconds of CPU).

Basin hopping over SLSQP on centres, angles and the side, one separating edge normal for every pair; the exact side goes to stdout.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from eft.evaluation.scorers.shapes import hexagons_in_hexagon

Floats = NDArray[np.float64]  # a point v is [all x, all y, all angles, side]
SIXTH, APOTHEM = np.pi / 3.0, 0.75**0.5
WALLS = SIXTH * np.arange(6) + 0.5 * SIXTH


def rest(turn: Floats) -> Floats:
    """The turn from the nearest of six equal directions."""
    return turn - SIXTH * np.rint(turn / SIXTH)


class Constraints:
    """Rows over v: every near pair, then every hexagon with every wall."""

    def __init__(self, n: int, v: Floats) -> None:
        i, j = np.triu_indices(n, 1)
        near = np.hypot(v[i] - v[j], v[n + i] - v[n + j]) < 2.4
        self.n, self.i, self.j = n, i[near], j[near]

    def both(self, v: Floats) -> tuple[Floats, Floats]:
        n, i, j = self.n, self.i, self.j
        x, y, a = v[:n], v[n : 2 * n], v[2 * n : 3 * n]
        dx, dy = x[i] - x[j], y[i] - y[j]
        far, way = np.hypot(dx, dy), np.arctan2(dy, dx)
        off_i, off_j = rest(way - a[i] - 0.5 * SIXTH), rest(way - a[j] - 0.5 * SIXTH)
        first = np.abs(off_i) <= np.abs(off_j)  # whose normal separates them better
        off = np.where(first, off_i, off_j)
        turn = rest(a[i] - a[j] - 0.5 * SIXTH)
        pairs = far * np.cos(off) - APOTHEM - np.cos(turn)
        row = np.arange(len(i))
        slopes = np.zeros((len(i) + 6 * n, 3 * n + 1))
        slopes[row, i], slopes[row, j] = np.cos(way - off), -np.cos(way - off)
        slopes[row, n + i], slopes[row, n + j] = np.sin(way - off), -np.sin(way - off)
        slopes[row, 2 * n + i] = np.where(first, far * np.sin(off), 0.0) + np.sin(turn)
        slopes[row, 2 * n + j] = np.where(first, 0.0, far * np.sin(off)) - np.sin(turn)
        lean, piece = rest(a - 0.5 * SIXTH), np.arange(n)
        walls = []
        for k, wall in enumerate(WALLS):
            walls.append(APOTHEM * v[-1] - np.cos(wall) * x - np.sin(wall) * y - np.cos(lean))
            row = len(i) + n * k + piece
            slopes[row, piece], slopes[row, n + piece] = -np.cos(wall), -np.sin(wall)
            slopes[row, 2 * n + piece], slopes[row, -1] = np.sin(lean), APOTHEM
        return np.concatenate((pairs, *walls)), slopes


def side(n: int, v: Floats) -> float:
    found = hexagons_in_hexagon(*(np.ascontiguousarray(part) for part in v[:-1].reshape(3, n)))
    return found.value if found.valid else 1e9


def descend(n: int, v: Floats) -> Floats:
    down = np.r_[np.zeros(3 * n), 1.0]
    for _ in range(3):
        rows = Constraints(n, v)
        found = minimize(
            lambda v: v[-1], v, jac=lambda v: down, method="SLSQP", options={"maxiter": 50, "ftol": 1e-11},
            constraints={"type": "ineq", "fun": lambda v, rows=rows: rows.both(v)[0], "jac": lambda v, rows=rows: rows.both(v)[1]},
        )  # fmt: skip
        moved = float(np.abs(found.x - v).max())
        v = found.x
        if moved < 1e-6 or not np.isfinite(v).all():
            break
    return v


def honeycomb(n: int, rng: np.random.Generator) -> Floats:
    """n cells of a honeycomb around a random centre, all turned by 0 or 30 degrees, jittered."""
    spots = [(1.5 * a, 3**0.5 * (b + 0.5 * (a % 2))) for a in range(-5, 6) for b in range(-5, 6)]
    p = np.array(spots) - rng.uniform(-1.0, 1.0, 2)
    p = p[np.argsort(np.hypot(*p.T))[:n]]
    return np.concatenate((p[:, 0], p[:, 1], rng.choice([0.0, 0.3]) * rng.random(n))) + rng.normal(0.0, rng.choice([0.02, 0.3]), 3 * n)


def search(n: int, seconds: float, seed: int, patience: int = 40) -> Floats:
    rng = np.random.default_rng(seed)
    end = time.process_time() + seconds
    best, found, z, here, stale = 1e9, np.zeros(3 * n + 1), None, 1e9, 0
    while time.process_time() < end:
        if z is None:
            v, here, stale = np.r_[honeycomb(n, rng), 1.2 * n**0.5], 1e9, 0
        else:
            v = z.copy()
            if rng.random() < 0.5:
                k = rng.integers(n)
                v[[k, n + k, 2 * n + k]] = rng.normal(0.0, 1.5, 3)
            else:
                v[:-1] += rng.normal(0.0, rng.choice([0.1, 0.3]), 3 * n)
        v = descend(n, v)
        value = side(n, v)
        if value < here + 0.01 * rng.random():
            z = v
        stale = 0 if value < here - 1e-9 else stale + 1
        here = min(here, value)
        if stale == patience:
            z = None
        if value < best:
            best, found = value, v
    return found


if __name__ == "__main__":
    number = int(sys.argv[1])
    started = time.process_time()
    result = search(number, float(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    print(number, repr(side(number, result)), f"{time.process_time() - started:.0f} s", flush=True)
