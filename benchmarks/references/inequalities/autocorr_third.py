"""Reference step functions for the third autocorrelation inequality: sequential linear programming with a trust region.

`python benchmarks/references/inequalities/autocorr_third.py PIECES SECONDS [SEED]`
"""

from __future__ import annotations

import sys
import time

import numpy as np
from scipy.optimize import linprog

from eft.evaluation.scorers.steps import autocorrelation_third_magnitude


def ratio(a: np.ndarray) -> float:
    """2n max|a*a| / (sum a)^2."""
    return float(2 * len(a) * np.abs(np.convolve(a, a)).max() / a.sum() ** 2)


def solve(n: int, seconds: float, seed: int) -> tuple[float, np.ndarray]:
    """Best (exact value, heights with sum 1) found."""
    rng = np.random.default_rng(seed)
    end = time.process_time() + seconds
    best, heights = 2.0, np.full(n, 1.0 / n)
    rows = np.arange(2 * n - 1)[:, None] - np.arange(n)[None, :]
    inside = (rows >= 0) & (rows < n)
    while time.process_time() < end:
        grid = np.linspace(-1.0, 1.0, n)
        a = 0.3 + sum(rng.normal() * np.cos(k * np.pi * grid + 6.3 * rng.random()) / k for k in range(1, 9)) + 0.3 * rng.random(n)
        a /= a.sum()
        value, radius = ratio(a), 1.0 / n
        while radius > 1e-9 and time.process_time() < end:
            slope = 2.0 * np.where(inside, a[np.clip(rows, 0, n - 1)], 0.0)
            knots = np.convolve(a, a)
            sign = np.sign(knots)
            near = np.abs(knots) > 0.8 * np.abs(knots).max()
            matrix = np.hstack((sign[near, None] * slope[near], -np.ones((int(near.sum()), 1))))
            program = linprog(
                np.r_[np.zeros(n), 1.0], A_ub=matrix, b_ub=-np.abs(knots[near]),
                A_eq=np.r_[np.ones(n), 0.0][None, :], b_eq=[0.0], bounds=[(-radius, radius)] * n + [(None, None)], method="highs",
            )  # fmt: skip
            if program.x is None:
                break
            trial = a + program.x[:n]
            trial /= trial.sum()
            new = ratio(trial)
            if new < value - 1e-13:
                a, value, radius = trial, new, min(1.5 * radius, 2.0 / n)
            else:
                radius *= 0.4
        if value < best:
            best, heights = value, a
    return autocorrelation_third_magnitude(heights).value, heights


if __name__ == "__main__":
    pieces, budget = int(sys.argv[1]), float(sys.argv[2])
    found, function = solve(pieces, budget, int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    print(pieces, repr(found), len(function))
