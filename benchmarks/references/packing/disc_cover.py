"""Reference coverings: `python benchmarks/references/packing/disc_cover.py N SECONDS [SEED]` (seconds of CPU).

Multistart sequential linear programs: the distance at every local maximum (corner, edge point, circumcentre) is linearised in the centres,
with the weights that balance them. The exact radius goes to stdout.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from eft.evaluation.tasks import load_module, read_family

Floats = NDArray[np.float64]
FAMILY = read_family("packing/disc_cover")[0]


def rows(view, z: Floats, below: float) -> tuple[Floats, Floats]:
    """Distances of the local maxima above `below`, and their slopes by the centres, [maxima, 2n]."""
    n, (x, y) = view.n, view.centres(z)
    found = []
    for u in (0.0, 1.0):
        for v in (0.0, 1.0):
            found.append((u, v, (int(np.argmin((u - x) ** 2 + (v - y) ** 2)),)))
    edge = iter(view.edge_points(x, y))
    for vertical in (True, True, False, False):
        u, v, _ = next(edge)
        for k in np.flatnonzero((np.minimum(u, v) >= 0) & (np.maximum(u, v) <= 1)):
            found.append((u[k], v[k], (view.i[k], view.j[k], vertical)))
    u, v, _ = view.middles(x, y)
    for k in np.flatnonzero((np.minimum(u, v) >= 0) & (np.maximum(u, v) <= 1)):
        found.append((u[k], v[k], tuple(view.three[:, k])))
    points = np.array([point[:2] for point in found])
    far = np.sqrt(((points[:, :1] - x) ** 2 + (points[:, 1:] - y) ** 2).min(axis=1))
    values, slopes = [], []
    for k in np.flatnonzero(far > below):
        u, v, centres = found[k]
        vertical = centres[2] if len(centres) == 3 and isinstance(centres[2], bool) else None
        of = [int(c) for c in (centres[:2] if vertical is not None else centres)]
        if abs(np.hypot(u - x[of[0]], v - y[of[0]]) - far[k]) > 1e-9:
            continue  # another centre is nearer
        dx, dy = x[of] - u, y[of] - v
        if len(of) == 1:
            weights = np.ones(1)
        elif vertical is not None:
            weights = np.linalg.lstsq(np.stack((np.ones(2), dy if vertical else dx)), np.array([1.0, 0.0]), rcond=None)[0]
        else:
            weights = np.linalg.lstsq(np.stack((np.ones(3), dx, dy)), np.array([1.0, 0.0, 0.0]), rcond=None)[0]
        slope = np.zeros(2 * n)
        slope[of], slope[[c + n for c in of]] = weights * dx / far[k], weights * dy / far[k]
        values.append(far[k]), slopes.append(slope)
    return np.array(values), np.array(slopes)


def descend(view, z: Floats, least: float = 1e-10) -> Floats:
    trust, value = 0.1, view.value(z)
    while trust > least:
        far, slopes = rows(view, z, max(value - 3 * trust, 0.5 * value))
        cost = np.r_[np.zeros(len(z)), 1.0]
        bounds = [*zip(np.maximum(-trust, -z), np.minimum(trust, 1.0 - z), strict=True), (None, None)]
        found = linprog(cost, A_ub=np.c_[slopes, -np.ones(len(far))], b_ub=-far, bounds=bounds, method="highs")
        y = z if found.status else np.clip(z + found.x[:-1], 0.0, 1.0)
        new = view.value(y)
        trust = trust * 0.5 if new > value - 0.1 * trust else trust
        if new < value:
            z, value = y, new
    return z


def rows_of_disks(n: int, rng: np.random.Generator) -> Floats:
    """Centres in a few rows of nearly equal numbers, jittered: the larger good coverings look like that."""
    number = max(1, round(n**0.5) + int(rng.integers(-1, 2)))
    counts = np.full(number, n // number)
    counts[rng.permutation(number)[: n % number]] += 1
    if rng.random() < 0.5:  # rows of k and k + 1 in turn, as in a hexagonal pattern
        for k in range(0, number - 1, 2):
            counts[k], counts[k + 1] = counts[k] + 1, counts[k + 1] - 1
    x = np.concatenate([(np.arange(c) + 0.5) / c for c in counts])
    y = np.repeat((np.arange(number) + 0.5) / number, counts)
    return np.clip(np.concatenate((x, y)) + rng.normal(0.0, 0.1 / n**0.5, 2 * n), 0.0, 1.0)


if __name__ == "__main__":
    number, budget = int(sys.argv[1]), float(sys.argv[2])
    view = load_module(FAMILY, "objective").Objective({"n": number})
    rng = np.random.default_rng(int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    end, best, result = time.process_time() + budget, 9.0, np.zeros(2 * number)
    while time.process_time() < end:
        start = rng.random(2 * number) if rng.random() < 0.5 else rows_of_disks(number, rng)
        z = descend(view, start, 1e-4)
        if view.value(z) < best - 1e-6:
            for _ in range(4):  # from a wide trust region each time
                z = descend(view, z)
            best, result = view.value(z), z
    print(number, repr(load_module(FAMILY, "score").score({"n": number}, {}, view.answer(result)).value), flush=True)
