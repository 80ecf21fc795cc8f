"""Baseline and reference of every stability_poly instance: `python benchmarks/references/numerics/stability_poly.py`.

Baseline: the truncated exponential series. Reference: bisection in the length of the interval. For a given length the best polynomial is that of
a linear program in its Chebyshev coefficients (real axis; points are added where |P| is largest between those there are) or of a convex
program (imaginary axis; SciPy's SLSQP). For five stages of order two on the imaginary axis: the polynomial of Kinnmark and Gray (Math. Comput.
Simulation 26, 1984), which reaches the
proved bound s - 1; for four stages of order one on the real axis: the Chebyshev polynomial, which reaches 2 s^2.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.polynomial import chebyshev
from scipy.optimize import linprog, minimize

from eft.evaluation import tasks

MARGIN = 4e-7  # of the linear program's tolerance


def real_coefficients(s: int, p: int, beta: float) -> np.ndarray | None:
    """c_{p+1} .. c_s of a polynomial with |P| <= 1 on [-beta, 0], or None."""
    fixed = np.zeros((p + 1, s + 1))  # derivatives at 0, that is at 1 of y = 1 + 2 x / beta
    for k in range(p + 1):
        for j in range(s + 1):
            unit = np.zeros(s + 1)
            unit[j] = 1.0
            fixed[k, j] = chebyshev.chebval(1.0, chebyshev.chebder(unit, k))
    wanted = (0.5 * beta) ** np.arange(p + 1) / fixed.max(axis=1)
    fixed /= fixed.max(axis=1, keepdims=True)
    y = np.cos(np.linspace(0.0, np.pi, 40 * s))[1:]
    fine = np.cos(np.linspace(0.0, np.pi, 4000 * s))[1:]
    for _ in range(6):
        matrix, room = chebyshev.chebvander(y, s), 1.0 - np.minimum(MARGIN, 0.25 * beta * (1.0 - y))
        found = linprog(np.zeros(s + 1), A_ub=np.vstack([matrix, -matrix]), b_ub=np.r_[room, room], A_eq=fixed, b_eq=wanted, bounds=(None, None), method="highs-ds")  # fmt: skip
        if found.x is None:
            return None
        size = np.abs(chebyshev.chebval(fine, found.x))
        if (size[fine < 1.0 - 1e-6] <= 1.0 - 1e-8).all():
            break
        peaks = np.flatnonzero((size[1:-1] >= size[:-2]) & (size[1:-1] >= size[2:])) + 1
        y = np.r_[y, fine[peaks]]
    t = np.polynomial.Polynomial(chebyshev.cheb2poly(found.x))(np.polynomial.Polynomial([1.0, 2.0 / beta]))
    return np.asarray(t.coef[p + 1 :])


def imaginary_coefficients(s: int, p: int, beta: float) -> np.ndarray | None:
    y = beta * np.sin(np.linspace(0.0, np.pi / 2, 400))[1:]
    fixed = sum((1j * y) ** k / math.factorial(k) for k in range(p + 1))
    k = np.arange(p + 1, s + 1)
    powers = (1j * y[:, None] / beta) ** k
    divide = np.minimum(y**4, 1.0)

    def room(v: np.ndarray) -> np.ndarray:
        return (1.0 - np.abs(fixed + powers @ v[:-1]) ** 2) / divide - v[-1]

    def slopes(v: np.ndarray) -> np.ndarray:
        value = fixed + powers @ v[:-1]
        return np.hstack([-2.0 * (np.conj(value)[:, None] * powers).real / divide[:, None], -np.ones((len(y), 1))])

    start = np.r_[beta**k / np.array([math.factorial(i) for i in k]), 0.0]
    start[-1] = room(start).min()
    found = minimize(lambda v: -v[-1], start, jac=lambda v: np.r_[np.zeros(s - p), -1.0], method="SLSQP",
                     constraints={"type": "ineq", "fun": room, "jac": slopes}, options={"maxiter": 400, "ftol": 1e-13})  # fmt: skip
    return found.x[:-1] / beta**k


def search(score, public: dict) -> tuple[list[float], float]:
    s, p = public["s"], public["p"]
    if (s, p, public["axis"]) == (5, 2, "imaginary"):
        return [3 / 16, 1 / 32, 1 / 128], 4.0
    if (s, p, public["axis"]) == (4, 1, "real"):
        return [5 / 32, 1 / 128, 1 / 8192], 32.0
    solve, low, high = (real_coefficients, 2.0, 2.0 * s * s) if public["axis"] == "real" else (imaginary_coefficients, 0.5, s - 1.0)
    best, kept = 0.0, [0.0] * (s - p)
    for _ in range(36):
        middle = 0.5 * (low + high)
        c = solve(s, p, middle)
        value = 0.0 if c is None else score.score(public, {}, {"c": c}).value
        if value > best:
            best, kept = value, c.tolist()
        if value > middle * (1.0 - 1e-3):
            low = middle
        else:
            high = middle
    return kept, best


if __name__ == "__main__":
    for task in tasks.read_family("numerics/stability_poly"):
        score = tasks.load_module(task, "score")
        public, secret = score.instance(dict(task.params), None)
        found, _ = search(score, public)
        taylor = [0.0] * len(found)
        far = 2.0 * public["s"] ** 2 if public["axis"] == "real" else public["s"] - 1.0
        print(task.id, *(repr(score.score(public, secret, {"c": c}).value) for c in (taylor, found)), f"far={far}", found, flush=True)
