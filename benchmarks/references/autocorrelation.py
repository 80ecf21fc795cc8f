"""Reference step functions for the first autocorrelation inequality: sequential linear programming with a trust region.

`python benchmarks/references/autocorrelation.py PIECES SECONDS [SEED]`
"""

from __future__ import annotations

import sys
import time

import numpy as np
from scipy.optimize import linprog


def ratio(a: np.ndarray) -> float:
    """2n max(a*a) / (sum a)^2."""
    return float(2 * len(a) * np.convolve(a, a).max() / a.sum() ** 2)


def solve(n: int, seconds: float, seed: int) -> tuple[float, np.ndarray]:
    """Best (ratio, heights with sum 1) found."""
    rng = np.random.default_rng(seed)
    end = time.process_time() + seconds
    best, heights = 2.0, np.full(n, 1.0 / n)
    rows = np.arange(2 * n - 1)[:, None] - np.arange(n)[None, :]
    inside = (rows >= 0) & (rows < n)
    while time.process_time() < end:
        grid = np.linspace(-1.0, 1.0, n)
        a = np.exp(sum(rng.normal() * np.cos(k * np.pi * grid + rng.random()) / k for k in range(1, 9))) + 0.3 * rng.random(n)
        a /= a.sum()
        value, radius = ratio(a), 0.5 / n
        while radius > 1e-9 and time.process_time() < end:
            slope = 2.0 * np.where(inside, a[np.clip(rows, 0, n - 1)], 0.0)
            knots = np.convolve(a, a)
            near = knots > 0.9 * knots.max()
            program = linprog(
                np.r_[np.zeros(n), 1.0],
                A_ub=np.hstack((slope[near], -np.ones((int(near.sum()), 1)))), b_ub=-knots[near],
                A_eq=np.r_[np.ones(n), 0.0][None, :], b_eq=[0.0],
                bounds=[(max(-radius, -h), radius) for h in a] + [(None, None)], method="highs",
            )  # fmt: skip
            if program.x is None:
                break
            trial = np.maximum(a + program.x[:n], 0.0)
            trial /= trial.sum()
            new = ratio(trial)
            if new < value - 1e-12:
                a, value, radius = trial, new, min(1.5 * radius, 1.0 / n)
            else:
                radius *= 0.4
        if value < best:
            best, heights = value, a
    return best, heights


if __name__ == "__main__":
    pieces, budget = int(sys.argv[1]), float(sys.argv[2])
    found, function = solve(pieces, budget, int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    print(pieces, repr(found), function.tolist())
