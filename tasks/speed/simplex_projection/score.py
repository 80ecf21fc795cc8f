"""Projections of rows onto the probability simplex: the optimality conditions, to 1e-12."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject

TOLERANCE = 1e-12


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    m, n = int(params["m"]), int(params["n"])
    return {"Y": Stream(seed or 0, "simplex_projection").normal(size=m * n).reshape(m, n)}, {}


def outputs(params: Mapping[str, Any]) -> dict[str, tuple[str, tuple[int, ...]]]:
    return {"X": ("f8", (int(params["m"]), int(params["n"])))}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """X = max(Y - t, 0) with one t per row and sum 1: on the support Y - X is constant, off it no larger."""
    y = public["Y"]
    x = real(answer, "X", y.shape)
    if (x < 0).any():
        i, j = np.argwhere(x < 0)[0]
        return reject(f"X[{i},{j}] is {x[i, j]:.3g}, negative")
    wrong = np.abs(x.sum(axis=1) - 1.0)
    if not (wrong <= TOLERANCE).all():
        i = int(np.argmax(wrong))
        return reject(f"row {i} of X sums to 1 within {wrong[i]:.3g}, allowed {TOLERANCE:.0e}")
    support = x > 0
    level = y - x
    top, bottom = np.where(support, level, -np.inf).max(axis=1), np.where(support, level, np.inf).min(axis=1)
    outside = np.where(support, -np.inf, y).max(axis=1)
    error = np.maximum(top - bottom, outside - bottom)
    if not (error <= TOLERANCE).all():
        i = int(np.argmax(error))
        return reject(f"row {i} of X is not the nearest point: its threshold differs by {error[i]:.3g}, allowed {TOLERANCE:.0e}")
    return accept(1.0)
