"""Reference Heilbronn configurations: multistart SLSQP on the signed triples. `python benchmarks/references/heilbronn.py N REGION SECONDS [SEED]`."""

from __future__ import annotations

import sys
import time
from itertools import combinations

import numpy as np
from scipy.optimize import minimize
from scipy.spatial import ConvexHull


def solve(n: int, region: str, seconds: float, seed: int) -> tuple[float, np.ndarray]:
    """Best (smallest triangle / area of region, points [n, 2]) found."""
    rng = np.random.default_rng(seed)
    a, b, c = np.array(list(combinations(range(n), 3))).T
    rows = np.arange(len(a))

    def dets(p: np.ndarray) -> np.ndarray:
        x, y = p[:n], p[n:]
        return (x[b] - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (y[b] - y[a])

    def dets_jacobian(p: np.ndarray) -> np.ndarray:
        x, y = p[:n], p[n:]
        jac = np.zeros((len(a), 2 * n))
        for one, two, three in ((a, b, c), (b, c, a), (c, a, b)):
            jac[rows, one] = y[two] - y[three]
            jac[rows, n + one] = x[three] - x[two]
        return jac

    def area(p: np.ndarray) -> float:
        fixed = {"square": 1.0, "triangle": 0.5, "disk": np.pi}
        return fixed.get(region) or float(ConvexHull(p.reshape(2, n).T).volume)

    def value(p: np.ndarray) -> float:
        return float(np.abs(dets(p)).min()) / 2.0 / area(p)

    def local(p: np.ndarray) -> tuple[float, np.ndarray]:
        sign = np.sign(dets(p))
        edge = None
        if region == "convex":
            edge = ConvexHull(p.reshape(2, n).T).vertices

        def inside(v: np.ndarray) -> np.ndarray:
            x, y = v[:n], v[n : 2 * n]
            if region == "triangle":
                return 1.0 - x - y
            if region == "disk":
                return 1.0 - x * x - y * y
            if edge is not None:
                ex, ey = x[edge], y[edge]
                return np.array([1.0 - 0.5 * (ex @ np.roll(ey, -1) - ey @ np.roll(ex, -1))])
            return np.ones(1)

        def inside_jacobian(v: np.ndarray) -> np.ndarray:
            x, y = v[:n], v[n : 2 * n]
            zero = np.zeros((n, 1))
            if region == "triangle":
                return np.hstack((-np.eye(n), -np.eye(n), zero))
            if region == "disk":
                return np.hstack((-2 * np.diag(x), -2 * np.diag(y), zero))
            row = np.zeros((1, 2 * n + 1))
            if edge is not None:
                ex, ey = x[edge], y[edge]
                row[0, edge] = -0.5 * (np.roll(ey, -1) - np.roll(ey, 1))
                row[0, n + edge] = -0.5 * (np.roll(ex, 1) - np.roll(ex, -1))
            return row

        low, high = (0.0, 1.0) if region in ("square", "triangle") else (-3.0, 3.0)
        slope = np.r_[np.zeros(2 * n), -1.0]
        minus = -np.ones((len(a), 1))
        found = minimize(
            lambda v: -v[-1], np.r_[p, np.abs(dets(p)).min()], jac=lambda v: slope, method="SLSQP",
            bounds=[(low, high)] * (2 * n) + [(0.0, 1.0)],
            constraints=[
                {"type": "ineq", "fun": lambda v: sign * dets(v[:-1]) - v[-1],
                 "jac": lambda v: np.hstack((sign[:, None] * dets_jacobian(v[:-1]), minus))},
                {"type": "ineq", "fun": inside, "jac": inside_jacobian},
            ],
            options={"maxiter": 120, "ftol": 1e-13},
        )  # fmt: skip
        return value(found.x[:-1]), found.x[:-1]

    def start() -> np.ndarray:
        def one() -> np.ndarray:
            p = rng.random((2, n))
            if region == "triangle":
                return np.where(p.sum(axis=0) > 1.0, 1.0 - p, p).ravel()
            if region in ("disk", "convex"):
                r, t = np.sqrt(p[0]), 2 * np.pi * p[1]
                return np.r_[r * np.cos(t), r * np.sin(t)] * (1.0 if region == "disk" else 0.6)
            return p.ravel()

        return max((one() for _ in range(50)), key=value)

    end = time.process_time() + seconds
    best, point = 0.0, start()
    while time.process_time() < end:
        fresh = best == 0.0 or rng.random() < 0.5
        p = start() if fresh else np.clip(point + rng.normal(0.0, 0.1, 2 * n) * (rng.random(2 * n) < 0.3), -1.0, 1.0)
        if not fresh and region in ("square", "triangle"):
            p = np.clip(p, 0.0, 1.0)
        found, p = local(p)
        if found > best:
            best, point = found, p
    return best, point.reshape(2, n).T


if __name__ == "__main__":
    order, place, budget = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    ratio, points = solve(order, place, budget, int(sys.argv[4]) if len(sys.argv) > 4 else 0)
    print(order, place, repr(ratio), points.tolist())
