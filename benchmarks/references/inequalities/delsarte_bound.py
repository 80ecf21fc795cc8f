"""Reference certificates: the linear program on a grid, with the places where it fails added until nothing is left to add; scored exactly.

`python benchmarks/references/inequalities/delsarte_bound.py D [DEGREE]` (a few degrees up to 16 without DEGREE)
"""

from __future__ import annotations

import sys

import numpy as np
from scipy.optimize import linprog

from eft.evaluation import tasks

score = tasks.load_module(tasks.read_family("inequalities/delsarte_bound")[0], "score").score


def gegenbauer(d: int, degree: int, t: np.ndarray) -> np.ndarray:
    """G_0 .. G_degree at t with G_k(1) = 1. [degree + 1, len(t)]"""
    g = [np.ones_like(t), t]
    for k in range(1, degree):
        g.append(((2 * k + d - 2) * t * g[k] - k * g[k - 1]) / (k + d - 2))
    return np.array(g[: degree + 1])


def solve(d: int, degree: int) -> tuple[float, np.ndarray]:
    """Exact bound and coefficients."""
    t = np.cos(np.linspace(np.pi / 3, np.pi, 1001))
    fine = np.cos(np.linspace(np.pi / 3, np.pi, 200_001))
    band = gegenbauer(d, degree, fine)
    best, kept = np.inf, np.ones(2)
    for _ in range(12):
        g = gegenbauer(d, degree, t)[1:]
        size = np.abs(g).max(axis=1)
        program = linprog(1.0 / size, A_ub=(g / size[:, None]).T, b_ub=-np.ones(len(t)), bounds=[(0, None)] * degree, method="highs")
        f = np.r_[1.0, np.maximum(program.x / size, 0.0)]
        verdict = score({"d": d, "deg_max": 16}, {}, {"f": f})
        if verdict.valid and verdict.value < best:
            best, kept = verdict.value, f
        over = f @ band
        peaks = np.flatnonzero((over[1:-1] >= over[:-2]) & (over[1:-1] >= over[2:]) & (over[1:-1] > 1e-13 * f.sum())) + 1
        if len(peaks) == 0:
            break
        t = np.r_[t, fine[peaks]]
    return best, kept


if __name__ == "__main__":
    dimension = int(sys.argv[1])
    degrees = [int(sys.argv[2])] if len(sys.argv) > 2 else (9, 11, 13, 14, 16)
    print(dimension, *min((solve(dimension, degree)[0], degree) for degree in degrees))
