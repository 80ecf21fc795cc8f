"""Lasso solutions along a path: the duality gap of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject

TOLERANCE = 1e-8  # of |y|^2
LAMBDAS, FIRST, LAST = 50, 0.9, 0.01  # of the smallest lambda with the solution 0
TRUE, NOISE = 10, 0.5  # coefficients that are not zero; standard deviation


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    n, p = int(params["n"]), int(params["p"])
    stream = Stream(seed or 0, "lasso_path")
    x = stream.normal(size=n * p).reshape(n, p)
    beta = np.zeros(p)
    beta[stream.choice(p, TRUE)] = stream.normal(size=TRUE)
    y = x @ beta + stream.normal(sd=NOISE, size=n)
    steps = FIRST * (LAST / FIRST) ** (np.arange(LAMBDAS) / (LAMBDAS - 1))
    return {"X": x, "y": y, "lam": steps * np.abs(x.T @ y).max()}, {}


def outputs(params: Mapping[str, Any]) -> dict[str, tuple[str, tuple[int, ...]]]:
    return {"B": ("f8", (LAMBDAS, int(params["p"])))}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """Gap between 1/2 |y - X b|^2 + lambda |b|_1 and the dual 1/2 |y|^2 - 1/2 |y - u|^2 at the residual scaled into |X'u| <= lambda."""
    x, y, lam = public["X"], public["y"], public["lam"]
    b = real(answer, "B", (len(lam), x.shape[1]))
    residual = y - b @ x.T
    scale = np.minimum(1.0, lam / np.maximum(np.abs(residual @ x).max(axis=1), 1e-300))
    u = residual * scale[:, None]
    primal = 0.5 * (residual**2).sum(axis=1) + lam * np.abs(b).sum(axis=1)
    gap = primal - 0.5 * float(y @ y) + 0.5 * ((y - u) ** 2).sum(axis=1)
    bound = TOLERANCE * float(y @ y)
    if not (gap <= bound).all():
        i = int(np.argmax(gap))
        return reject(f"B[{i}] has the duality gap {gap[i]:.3g}, allowed {bound:.3g}")
    return accept(1.0)
