"""Reference point sets of small distance ratio: multistart SLSQP. `python benchmarks/references/points/distance_ratio.py D N SECONDS [SEED]`.

Maximises m subject to m <= |x_i - x_j|^2 <= 1 for all pairs; the exact score of the best set goes to stdout.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from eft.evaluation.scorers.distances import ratio

Floats = NDArray[np.float64]


def solve(d: int, n: int, seconds: float, seed: int) -> Floats:
    """Best points [n, d] found within the CPU time."""
    rng = np.random.default_rng(seed)
    i, j = np.triu_indices(n, 1)
    rows = np.arange(len(i))

    def squares(v: Floats) -> Floats:
        p = v[:-1].reshape(n, d)
        return ((p[i] - p[j]) ** 2).sum(axis=1)

    def gaps(v: Floats) -> Floats:
        s = squares(v)
        return np.concatenate((s - v[-1], 1.0 - s))

    def slopes(v: Floats) -> Floats:
        p = v[:-1].reshape(n, d)
        out = np.zeros((len(i), d * n + 1))
        for axis in range(d):
            out[rows, d * i + axis] = 2 * (p[i] - p[j])[:, axis]
            out[rows, d * j + axis] = -out[rows, d * i + axis]
        low = out.copy()
        low[:, -1] = -1.0
        return np.concatenate((low, -out))

    down = np.r_[np.zeros(d * n), -1.0]
    end, best, points = time.process_time() + seconds, np.inf, np.zeros((n, d))
    while time.process_time() < end:
        v = np.r_[rng.normal(0.0, 0.35, d * n), 0.0]
        found = minimize(
            lambda v: -v[-1], v, jac=lambda v: down, method="SLSQP",
            constraints={"type": "ineq", "fun": gaps, "jac": slopes}, options={"maxiter": 200, "ftol": 1e-15},
        )  # fmt: skip
        s = squares(found.x)
        value = s.max() / max(s.min(), 1e-12)
        if value < best:
            best, points = value, found.x[:-1].reshape(n, d)
    return points


if __name__ == "__main__":
    dimension, number = int(sys.argv[1]), int(sys.argv[2])
    points = solve(dimension, number, float(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 0)
    print(dimension, number, repr(ratio(np.ascontiguousarray(300.0 * points)).value), flush=True)
