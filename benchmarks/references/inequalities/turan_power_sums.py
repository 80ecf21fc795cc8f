"""Reference power sums: sequential quadratic programming (SLSQP) on max |s_k|^2 from random starts; the best are scored exactly.

`python benchmarks/references/inequalities/turan_power_sums.py N SECONDS [SEED]`
"""

from __future__ import annotations

import sys
import time

import numpy as np
from scipy.optimize import minimize

from eft.evaluation import tasks

score = tasks.load_module(tasks.read_family("inequalities/turan_power_sums")[0], "score").score


def solve(n: int, seconds: float, seed: int) -> tuple[float, list[float], list[float]]:
    """Best (exact score, re, im) found."""
    rng = np.random.default_rng(seed)
    k = np.arange(1, n + 1)[:, None]
    end = time.process_time() + seconds
    best = (np.inf, [0.0], [0.0])

    def room(v: np.ndarray) -> np.ndarray:
        z = np.r_[1.0, v[: n - 1] + 1j * v[n - 1 : -1]]
        return np.r_[v[-1] - np.abs((z**k).sum(axis=1)) ** 2, 1.0 - np.abs(z[1:]) ** 2]

    def slope(v: np.ndarray) -> np.ndarray:
        z = np.r_[1.0, v[: n - 1] + 1j * v[n - 1 : -1]]
        sums = np.conj((z**k).sum(axis=1))[:, None]
        part = 2.0 * sums * k * z[1:] ** (k - 1)
        disk = -2.0 * np.diag(z[1:])
        return np.vstack((np.c_[-part.real, part.imag, np.ones(n)], np.c_[disk.real, disk.imag, np.zeros(n - 1)]))

    goal = np.r_[np.zeros(2 * n - 2), 1.0]
    while time.process_time() < end:
        z = np.sqrt(rng.random(n - 1)) * np.exp(2j * np.pi * rng.random(n - 1))
        v = np.r_[z.real, z.imag, 4.0]
        rule = {"type": "ineq", "fun": room, "jac": slope}
        got = minimize(lambda v: v[-1], v, jac=lambda _: goal, constraints=[rule], method="SLSQP", options={"maxiter": 300, "ftol": 1e-15})
        if got.x[-1] < best[0] ** 2 + 1e-6:
            re, im = [1.0, *got.x[: n - 1]], [0.0, *got.x[n - 1 : -1]]
            value = score({"n": n}, {}, {"re": [float(x) for x in re], "im": [float(x) for x in im]}).value
            if value < best[0]:
                best = (value, re, im)
    return best


if __name__ == "__main__":
    found = solve(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    print(int(sys.argv[1]), repr(found[0]))
