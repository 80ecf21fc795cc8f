"""Reference packings: basin hopping over SLSQP on centres and radii. `python benchmarks/references/packing.py N SECONDS [SEED]`."""

from __future__ import annotations

import sys
import time

import numpy as np
from scipy.optimize import minimize


def solve(n: int, seconds: float, seed: int) -> tuple[float, np.ndarray]:
    """Best (sum of radii, [x, y, r]) found; violations up to about 1e-10 are left to the scorer's repair."""
    rng = np.random.default_rng(seed)
    i, j = np.triu_indices(n, 1)
    rows = np.arange(len(i))
    walls = np.zeros((4 * n, 3 * n))
    for k in range(n):
        for row, (column, sign) in enumerate(((k, 1.0), (n + k, 1.0), (k, -1.0), (n + k, -1.0))):
            walls[4 * k + row, [column, 2 * n + k]] = sign, -1.0
    offset = np.tile([0.0, 0.0, 1.0, 1.0], n)

    def gaps(z: np.ndarray) -> np.ndarray:
        x, y, r = z[:n], z[n : 2 * n], z[2 * n :]
        return np.concatenate((np.hypot(x[i] - x[j], y[i] - y[j]) - r[i] - r[j], walls @ z + offset))

    def jacobian(z: np.ndarray) -> np.ndarray:
        x, y = z[:n], z[n : 2 * n]
        dx, dy = x[i] - x[j], y[i] - y[j]
        d = np.maximum(np.hypot(dx, dy), 1e-12)
        pairs = np.zeros((len(i), 3 * n))
        pairs[rows, i], pairs[rows, j] = dx / d, -dx / d
        pairs[rows, n + i], pairs[rows, n + j] = dy / d, -dy / d
        pairs[rows, 2 * n + i] = pairs[rows, 2 * n + j] = -1.0
        return np.concatenate((pairs, walls))

    slope = np.concatenate((np.zeros(2 * n), -np.ones(n)))

    def local(z: np.ndarray) -> tuple[float, np.ndarray]:
        found = minimize(
            lambda v: -v[2 * n :].sum(), z, jac=lambda v: slope, method="SLSQP", bounds=[(0.0, 1.0)] * (3 * n),
            constraints={"type": "ineq", "fun": gaps, "jac": jacobian}, options={"maxiter": 200, "ftol": 1e-13},
        )  # fmt: skip
        return float(found.x[2 * n :].sum()) + n * min(0.0, float(gaps(found.x).min())), found.x

    def start() -> np.ndarray:
        return np.concatenate((rng.random(2 * n), np.full(n, 0.3 / np.sqrt(n))))

    end = time.process_time() + seconds
    best, point = local(start())
    current, z = best, point
    while time.process_time() < end:
        y = z.copy()
        kind = rng.integers(3)
        small = np.argsort(y[2 * n :])[: max(1, n // 4)]
        if kind == 0:  # move a small disk to a random place
            k = rng.choice(small)
            y[[k, n + k]] = rng.random(2)
            y[2 * n + k] = 0.01
        elif kind == 1:  # exchange two disks
            a, b = rng.choice(n, 2, replace=False)
            y[[a, n + a, b, n + b]] = y[[b, n + b, a, n + a]]
        else:
            y[: 2 * n] = np.clip(y[: 2 * n] + rng.normal(0.0, 0.04, 2 * n), 0.0, 1.0)
        value, y = local(y)
        if value > current - 0.002 * rng.random():
            current, z = value, y
        if value > best:
            best, point = value, y
    return best, point


if __name__ == "__main__":
    order, budget = int(sys.argv[1]), float(sys.argv[2])
    total, packing = solve(order, budget, int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    print(order, repr(total), packing.tolist())
