"""Exact nearest neighbours with ties by index: integer coordinates, so every distance is an integer and the answer is unique."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject

HIGHEST = 99  # coordinate
BLOCK = 1 << 22  # distances held at a time


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    n, q, d = (int(params[name]) for name in ("n", "q", "d"))
    stream = Stream(seed or 0, "nearest_neighbours")
    points = stream.randint(0, HIGHEST, (n + q) * d).astype(np.float64).reshape(n + q, d)
    return {"X": points[:n], "Q": points[n:], "k": int(params["k"])}, {}


def outputs(params: Mapping[str, Any]) -> dict[str, tuple[str, tuple[int, ...]]]:
    return {"idx": ("i8", (int(params["q"]), int(params["k"])))}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """One key per pair, distance * n + index, orders by distance and then by index; all of it stays below 2^53, so floats are exact."""
    x, q, k = public["X"], public["Q"], public["k"]
    n = len(x)
    idx = integer(answer, "idx", (len(q), k), 0, n - 1)
    size = (x * x).sum(axis=1)
    step = max(1, BLOCK // n)
    for start in range(0, len(q), step):
        part = q[start : start + step]
        keys = ((part * part).sum(axis=1)[:, None] - 2.0 * (part @ x.T) + size) * n + np.arange(n)
        right = np.sort(np.partition(keys, k - 1, axis=1)[:, :k], axis=1).astype(np.int64) % n
        wrong = right != idx[start : start + step]
        if wrong.any():
            i, j = np.argwhere(wrong)[0]
            return reject(f"idx[{start + i},{j}] is {idx[start + i, j]}, expected {right[i, j]}")
    return accept(1.0)
