"""Reference point sets on the sphere (Tammes): multistart SLSQP. `python benchmarks/references/points/sphere_separation.py N SECONDS [SEED]`.

Starts are minima of a steep Riesz energy; then the largest scalar product is minimised over unit vectors. The proved angle in degrees
goes to stdout.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from eft.evaluation.scorers.sphere import tammes

Floats = NDArray[np.float64]


def solve(n: int, seconds: float, seed: int) -> Floats:
    """Best directions [n, 3] found within the CPU time."""
    rng = np.random.default_rng(seed)
    i, j = np.triu_indices(n, 1)
    rows, own = np.arange(len(i)), np.arange(n)

    def energy(v: Floats) -> tuple[float, Floats]:
        p = v.reshape(n, 3)
        length = np.linalg.norm(p, axis=1, keepdims=True)
        u = p / length
        step = u[i] - u[j]
        square = np.maximum((step**2).sum(axis=1), 1e-9)
        by_u = np.zeros((n, 3))
        pull = (-8.0 * 2.0 * square**-9)[:, None] * step
        np.add.at(by_u, i, pull)
        np.add.at(by_u, j, -pull)
        by_p = (by_u - (by_u * u).sum(axis=1, keepdims=True) * u) / length
        total = (square**-8.0).sum()
        return float(np.log(total)), by_p.ravel() / total

    def gaps(v: Floats) -> Floats:
        p = v[:-1].reshape(n, 3)
        return v[-1] - (p[i] * p[j]).sum(axis=1)

    def slopes(v: Floats) -> Floats:
        p = v[:-1].reshape(n, 3)
        out = np.zeros((len(i), 3 * n + 1))
        for axis in range(3):
            out[rows, 3 * i + axis], out[rows, 3 * j + axis] = -p[j, axis], -p[i, axis]
        out[:, -1] = 1.0
        return out

    def lengths(v: Floats) -> Floats:
        return (v[:-1].reshape(n, 3) ** 2).sum(axis=1) - 1.0

    def length_slopes(v: Floats) -> Floats:
        out = np.zeros((n, 3 * n + 1))
        for axis in range(3):
            out[own, 3 * own + axis] = 2.0 * v[3 * own + axis]
        return out

    constraints = [{"type": "ineq", "fun": gaps, "jac": slopes}, {"type": "eq", "fun": lengths, "jac": length_slopes}]
    down = np.r_[np.zeros(3 * n), 1.0]
    end, best, points = time.process_time() + seconds, 1.0, np.zeros((n, 3))
    while time.process_time() < end:
        v = minimize(energy, rng.normal(size=3 * n), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x.reshape(n, 3)
        v /= np.linalg.norm(v, axis=1, keepdims=True)
        start = np.r_[v.ravel(), (v[i] * v[j]).sum(axis=1).max()]
        found = minimize(lambda v: v[-1], start, jac=lambda v: down, method="SLSQP", constraints=constraints, options={"ftol": 1e-16})
        p = found.x[:-1].reshape(n, 3)
        p = p / np.linalg.norm(p, axis=1, keepdims=True)
        value = float((p[i] * p[j]).sum(axis=1).max())
        if value < best:
            best, points = value, p
    return points


if __name__ == "__main__":
    number = int(sys.argv[1])
    points = solve(number, float(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    print(number, repr(tammes(np.ascontiguousarray(1000.0 * points)).value), flush=True)
