"""Reference step functions for the second autocorrelation inequality: quasi-Newton ascent on a smoothed maximum, refined from coarse to fine.

`python benchmarks/references/inequalities/autocorr_second.py PIECES SECONDS [SEED]`
"""

from __future__ import annotations

import sys
import time

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft
from scipy.optimize import minimize

from eft.evaluation.scorers.steps import autocorrelation_second


def loss(x: np.ndarray, power: float) -> tuple[float, np.ndarray]:
    """-log of the ratio for the heights x^2, the maximum replaced by the `power`-norm, and its gradient."""
    n, size = len(x), next_fast_len(2 * len(x))
    a = x * x
    spectrum = rfft(a, size)
    g = np.maximum(irfft(spectrum * spectrum, size)[: 2 * n - 1], 0.0)
    squares = 2.0 * g @ g + g[1:] @ g[:-1]
    top = g.max()
    weights = (g / top) ** (power - 1.0)
    norm = (g / top) @ weights
    slope = np.r_[0.0, g[:-1]] + np.r_[g[1:], 0.0] + 4.0 * g
    slope = -slope / squares + 1.0 / g.sum() + weights / (top * norm)
    back = irfft(rfft(slope, size) * np.conj(spectrum), size)[:n]
    return -np.log(squares) + np.log(g.sum()) + np.log(top) + np.log(norm) / power, 4.0 * back * x


def climb(x: np.ndarray, steps: int) -> np.ndarray:
    """Heights' square roots after ascent with a sharper and sharper maximum."""
    for power in (30.0, 100.0, 300.0, 1000.0, 3000.0, 10000.0):
        x = minimize(loss, x, (power,), jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 30}).x
        x /= np.abs(x).max()
    return x


def solve(n: int, seconds: float, seed: int) -> tuple[float, np.ndarray]:
    """Best (exact value, heights) found."""
    rng = np.random.default_rng(seed)
    end = time.process_time() + seconds
    best, heights = 0.0, np.ones(n)
    while time.process_time() < end:
        size = min(n, 50)
        x = climb(0.1 + rng.random(size) ** 2, 300)
        while True:
            a = x * x
            value = autocorrelation_second(a).value
            if value > best:
                best, heights = value, a
            if size == n or time.process_time() > end:
                break
            size, old = min(n, 2 * size), size
            centres = (np.arange(size) + 0.5) * old / size
            x = np.abs(x[centres.astype(int)]) * (1.0 + 0.05 * rng.normal(size=size)) + 1e-3
            x = climb(x, 600)
    return best, heights


if __name__ == "__main__":
    pieces, budget = int(sys.argv[1]), float(sys.argv[2])
    found, function = solve(pieces, budget, int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    print(pieces, repr(found), len(function))
