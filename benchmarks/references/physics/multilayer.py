"""Baseline and reference of every multilayer instance: `python benchmarks/references/physics/multilayer.py SECONDS`.

Baseline: quarter waves at the middle wave number. Reference: random starts, each improved by sequential quadratic programming on the worst
reflectance (SciPy's SLSQP with numerical slopes of R), until the time is over.
"""

from __future__ import annotations

import math
import sys
import time

import numpy as np
from scipy.optimize import minimize

from eft.evaluation import tasks


def curves(d: np.ndarray, public: dict) -> tuple[np.ndarray, np.ndarray]:
    """R [201] and its slopes [n_layers, 201]."""
    wave, count = public["wavelength"], len(d)
    index = [public["n_hi"] if i % 2 else public["n_lo"] for i in range(count)]
    matrices, turned = [], []
    for i, n in enumerate(index):
        k = 2.0 * math.pi * n / wave
        cos, sin = np.cos(k * d[i]), np.sin(k * d[i])
        matrices.append((cos, 1j * sin / n, 1j * n * sin, cos))
        turned.append((-k * sin, 1j * k * cos / n, 1j * n * k * cos, -k * sin))
    below = [(np.ones(len(wave)), np.full(len(wave), public["n_sub"]))]
    for i in range(count - 1, -1, -1):
        b, c = below[0]
        m = matrices[i]
        below.insert(0, (m[0] * b + m[1] * c, m[2] * b + m[3] * c))
    b, c = below[0]
    r = (b - c) / (b + c)
    above, slopes = (np.ones(len(wave)), np.zeros(len(wave)), np.zeros(len(wave)), np.ones(len(wave))), []
    for i in range(count):
        t, (x, y) = turned[i], below[i + 1]
        u, v = t[0] * x + t[1] * y, t[2] * x + t[3] * y
        db, dc = above[0] * u + above[1] * v, above[2] * u + above[3] * v
        slopes.append(2.0 * (np.conj(r) * 2.0 * (db * c - b * dc) / (b + c) ** 2).real)
        m = matrices[i]
        above = (
            above[0] * m[0] + above[1] * m[2],
            above[0] * m[1] + above[1] * m[3],
            above[2] * m[0] + above[3] * m[2],
            above[2] * m[1] + above[3] * m[3],
        )
    return np.abs(r) ** 2, np.array(slopes)


def search(public: dict, seconds: float) -> list[float]:
    rng, count, sign = np.random.default_rng(0), public["n_layers"], -1.0 if public["stop"] else 1.0
    wave = public["wavelength"]
    quarter = np.array(quarters(public))
    best, kept, end = math.inf, quarter.tolist(), time.process_time() + seconds
    first = True
    while time.process_time() < end:
        d = quarter * (rng.uniform(0.9, 1.1, count) if public["stop"] else rng.uniform(0.1, 2.5, count))
        if kept is not None and not first and rng.random() < 0.4:
            d = np.array(kept) + rng.normal(0.0, 10.0, count)
        first = False
        d = np.clip(d, 10.0, 300.0)
        level = float((sign * curves(d, public)[0]).max())
        constraint = {
            "type": "ineq",
            "fun": lambda v: v[-1] - sign * curves(100.0 * v[:-1], public)[0],
            "jac": lambda v: np.hstack([-sign * 100.0 * curves(100.0 * v[:-1], public)[1].T, np.ones((len(wave), 1))]),
        }
        found = minimize(lambda v: v[-1], np.r_[d / 100.0, level], jac=lambda v: np.r_[np.zeros(count), 1.0], method="SLSQP",
                         bounds=[(0.1, 3.0)] * count + [(-1.0, 1.0)], constraints=constraint, options={"maxiter": 80, "ftol": 1e-10})  # fmt: skip
        d = np.clip(100.0 * found.x[:-1], 10.0, 300.0)
        value = float((sign * curves(d, public)[0]).max())
        if value < best:
            best, kept = value, d.tolist()
    return kept


def quarters(public: dict) -> list[float]:
    wave = public["wavelength"]
    middle = 2.0 / (1.0 / wave[0] + 1.0 / wave[-1])
    return [0.25 * middle / (public["n_hi"] if i % 2 else public["n_lo"]) for i in range(public["n_layers"])]


if __name__ == "__main__":
    for task in tasks.read_family("physics/multilayer"):
        score = tasks.load_module(task, "score")
        public, secret = score.instance({**task.params, **task.args}, None)
        found = search(public, float(sys.argv[1]))
        print(task.id, *(repr(score.score(public, secret, {"d": d}).value) for d in (quarters(public), found)), found, flush=True)
