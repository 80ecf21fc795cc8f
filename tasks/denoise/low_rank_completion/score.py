"""Error of a completed matrix on the cells that were not seen, as a ratio to the stored reference. Judged against a noise-free truth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import matrix
from eft.evaluation.blocks.counts import gamma
from eft.evaluation.blocks.stream import F64, Stream, exp
from eft.evaluation.blocks.verdict import Verdict, accept

ROWS, COLUMNS = 150, 100
NOISE = 0.3  # in units of the standard deviation of the truth


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Y = truth + noise where mask is 1, 0 elsewhere; the truth is a sum of `rank` outer products scaled to standard deviation 1."""
    stream, kind, rank = Stream(seed or 0, "denoise/low_rank_completion"), params["model"], params["rank"]
    if kind == "nonnegative":
        left, right = (gamma(stream, np.full(rank * size, 1.0)).reshape(rank, size) for size in (ROWS, COLUMNS))
    else:
        left, right = (stream.normal(size=rank * size).reshape(rank, size) for size in (ROWS, COLUMNS))
    truth = np.zeros((ROWS, COLUMNS))
    for u, v in zip(left, right, strict=True):  # elementwise, so that every machine makes the same instance
        truth = truth + u[:, None] * v[None, :]
    truth = truth / _spread(truth)
    noise = NOISE * stream.normal(size=truth.size)
    if kind == "heavy":
        noise = noise * exp(1.2 * stream.normal(size=truth.size)) * 0.6
    u = stream.uniform(size=truth.size).reshape(truth.shape)
    seen = u < 0.1 + 0.5 / (1.0 + exp(-2.0 * truth)) if kind == "informative" else u < params["seen"]
    public = {"Y": np.where(seen, truth + noise.reshape(truth.shape), 0.0), "mask": seen.astype(np.int64)}
    return public, {"truth": truth}


def _spread(x: F64) -> float:
    values = x.ravel().tolist()
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum([(v - mean) ** 2 for v in values]) / len(values))


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """Root mean squared error over the unseen cells, divided by the reference. Entries are clipped to +-1e6 first."""
    x = np.clip(matrix(answer, "X", *public["Y"].shape), -1e6, 1e6)
    hidden = public["mask"] == 0
    squares = ((x - secret["truth"])[hidden] ** 2).tolist()
    error = math.sqrt(math.fsum(squares) / len(squares))
    return accept(error / secret["reference"], f"root mean squared error {error:.4f}")
