"""Baseline and reference of every cubature_kernel instance: `python benchmarks/references/numerics/cubature_kernel.py SECONDS`.

Baseline: random points, equal weights. Reference: L-BFGS on the error of the points with their optimal weights, from shifted Halton points and
random ones, until the time is over.
"""

from __future__ import annotations

import math
import sys
import time

import numpy as np
from scipy.optimize import minimize

from eft.evaluation import tasks


def error(flat: np.ndarray, n: int, d: int) -> tuple[float, np.ndarray, np.ndarray]:
    """Squared error with optimal weights, its slopes (of the squared error at these weights), and the weights."""
    x = flat.reshape(n, d)
    rest = 1.0 - x
    least = np.minimum(rest[:, None, :], rest[None, :, :])
    kernel = least.prod(axis=2)
    single = (1.0 - x * x).prod(axis=1) * 2.0**-d
    w = np.linalg.solve(kernel + 1e-13 * np.eye(n), single)
    square = 3.0**-d - 2.0 * w @ single + w @ kernel @ w
    slopes = np.empty((n, d))
    for j in range(d):
        others = np.delete(least, j, axis=2).prod(axis=2)
        falls = -(x[:, None, j] >= x[None, :, j]).astype(float)
        np.fill_diagonal(falls, -0.5)
        single_j = np.delete(1.0 - x * x, j, axis=1).prod(axis=1) * -2.0 * x[:, j] * 2.0**-d
        slopes[:, j] = -2.0 * w * single_j + 2.0 * w * ((others * falls) @ w)
    return square, slopes.ravel(), w


def halton(n: int, d: int) -> np.ndarray:
    out = np.zeros((n, d))
    for j, base in enumerate((2, 3, 5, 7, 11, 13, 17, 19)[:d]):
        for i in range(n):
            k, share = i + 1, 1.0
            while k:
                share /= base
                out[i, j] += share * (k % base)
                k //= base
    return out


def search(n: int, d: int, seconds: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    best, kept, end, run = math.inf, None, time.process_time() + seconds, 0
    while time.process_time() < end:
        start = (halton(n, d) + rng.random(d) * (run > 0)) % 1.0 if run % 2 == 0 else rng.random((n, d))
        start = 1.0 - (1.0 - start) ** 0.8 if run % 3 == 2 else start

        def one(flat: np.ndarray) -> tuple[float, np.ndarray]:
            if time.process_time() > end + 2.0:
                raise TimeoutError
            square, slopes, _ = error(flat, n, d)
            return 1e3 * square * 3.0**d, 1e3 * slopes * 3.0**d

        run += 1
        try:
            found = minimize(
                one, start.ravel(), jac=True, method="L-BFGS-B", bounds=[(0.0, 1.0)] * (n * d), options={"maxiter": 1500, "ftol": 1e-13}
            )
        except TimeoutError:
            break
        square, _, w = error(found.x, n, d)
        if square < best:
            best, kept = square, (found.x.reshape(n, d), w)
    return kept


if __name__ == "__main__":
    for task in tasks.read_family("numerics/cubature_kernel"):
        score = tasks.load_module(task, "score")
        public, secret = score.instance(dict(task.params), None)
        n, d = public["n"], public["d"]
        answers = (np.random.default_rng(1).random((n, d)), np.full(n, 1.0 / n)), search(n, d, float(sys.argv[1]))
        print(task.id, *(repr(score.score(public, secret, {"x": x, "w": w}).value) for x, w in answers), flush=True)
