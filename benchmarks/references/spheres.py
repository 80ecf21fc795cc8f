"""Reference point sets in the unit cube: multistart SLSQP on max-min distance. `python benchmarks/references/spheres.py N SECONDS [SEED]`."""

from __future__ import annotations

import sys
import time

import numpy as np
from scipy.optimize import minimize


def solve(n: int, seconds: float, seed: int) -> tuple[float, np.ndarray]:
    """Best (smallest distance, points [n, 3]) found."""
    rng = np.random.default_rng(seed)
    i, j = np.triu_indices(n, 1)
    rows = np.arange(len(i))

    def gaps(v: np.ndarray) -> np.ndarray:
        p = v[:-1].reshape(n, 3)
        return ((p[i] - p[j]) ** 2).sum(axis=1) - v[-1]

    def slopes(v: np.ndarray) -> np.ndarray:
        p = v[:-1].reshape(n, 3)
        out = np.zeros((len(i), 3 * n + 1))
        for axis in range(3):
            out[rows, 3 * i + axis] = 2 * (p[i] - p[j])[:, axis]
            out[rows, 3 * j + axis] = -out[rows, 3 * i + axis]
        out[:, -1] = -1.0
        return out

    down = np.r_[np.zeros(3 * n), -1.0]
    end = time.process_time() + seconds
    best, points = 0.0, np.zeros((n, 3))
    while time.process_time() < end:
        v = np.r_[rng.random(3 * n), 0.0]
        constraint = {"type": "ineq", "fun": gaps, "jac": slopes}
        found = minimize(lambda v: -v[-1], v, jac=lambda v: down, method="SLSQP", bounds=[(0.0, 1.0)] * (3 * n) + [(0.0, 3.0)],
                         constraints=constraint, options={"maxiter": 300, "ftol": 1e-14})  # fmt: skip
        p = found.x[:-1].clip(0.0, 1.0).reshape(n, 3)
        value = float(np.sqrt(((p[i] - p[j]) ** 2).sum(axis=1).min()))
        if value > best:
            best, points = value, p
    return best, points


if __name__ == "__main__":
    order, budget = int(sys.argv[1]), float(sys.argv[2])
    smallest, found = solve(order, budget, int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    print(order, repr(smallest), found.tolist())
