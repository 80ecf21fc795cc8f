"""Error of denoised cells x genes counts on a logarithmic scale, as a ratio to the stored reference. Judged against the hidden true means."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import matrix
from eft.evaluation.blocks.counts import gamma, poisson
from eft.evaluation.blocks.stream import F64, I64, Stream, exp
from eft.evaluation.blocks.verdict import Verdict, accept, reject

TRAINING = 0.9  # share of the counts that is given; the rest is held back for a second opinion
TOTAL = 10_000.0  # to which every cell is scaled before the logarithm


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Counts of n cells and g genes: mixtures of gamma-distributed programmes, log-normal depth, gene-wise negative binomial noise.

    Splitting a Poisson number by a binomial thinning gives two independent Poisson numbers, so both parts are drawn directly.
    """
    stream, n, g = Stream(seed or 0, "denoise/cells"), params["n"], params["g"]
    share = _mixtures(stream, n, params)
    base = gamma(stream, np.full(g, 0.6)) + 0.02
    change = exp(stream.normal(size=share.shape[1] * g)).reshape(-1, g)
    rate = np.zeros((n, g))
    for k in range(share.shape[1]):  # elementwise, so that every machine makes the same instance
        rate = rate + share[:, k : k + 1] * (base * change[k])[None, :]
    if params.get("batches"):
        batch = np.arange(n) % params["batches"]
        rate = rate * exp(0.4 * stream.normal(size=params["batches"] * g)).reshape(-1, g)[batch]
    total = np.array([math.fsum(row) for row in rate.tolist()])
    depth = params["depth"] * exp(0.35 * stream.normal(size=n))
    mean = rate * (depth / total)[:, None]
    spread = stream.uniform(0.05, 0.4, size=g)  # variance of a count: mean + spread mean^2
    noisy = mean.ravel() * gamma(stream, np.tile(1.0 / spread, n)) * np.tile(spread, n)
    given, held = poisson(stream, TRAINING * noisy), poisson(stream, (1.0 - TRAINING) * noisy)
    kept = stream.uniform(size=n * g) >= params["dropout"]
    return {"Y": np.where(kept, given, 0).reshape(n, g)}, {"mean": mean, "held": np.where(kept, held, 0).reshape(n, g)}


def _mixtures(stream: Stream, n: int, params: Mapping[str, Any]) -> F64:
    """Shares [n, programmes] of every cell: near one of `types`, or along a path through three of them."""
    if params.get("trajectory"):
        t = stream.uniform(size=n)
        return np.stack([(1.0 - t) ** 2, 2.0 * t * (1.0 - t), t * t], axis=1)
    types = params["types"]
    shapes = np.full((n, types), 0.1)
    shapes[np.arange(n), stream.randint(0, types - 1, n)] = 4.0
    parts = gamma(stream, shapes.ravel()).reshape(n, types) + 1e-9
    total = parts[:, 0]
    for k in range(1, types):
        total = total + parts[:, k]
    return np.asarray(parts / total[:, None])


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """Mean squared difference of log(1 + 10^4 x / sum x), divided by the reference; the Poisson loss on the held-back counts is reported."""
    x = matrix(answer, "X", *public["Y"].shape)
    if (x < 0.0).any():
        i, j = np.argwhere(x < 0.0)[0]
        return reject(f"X[{i}, {j}] is {x[i, j]:g}, expected numbers of at least 0")
    with np.errstate(over="ignore"):
        total = x.cumsum(axis=1)[:, -1]
    bad = np.flatnonzero(~np.isfinite(total) | (total < 1e-9))
    if len(bad):
        return reject(f"X[{bad[0]}]: the row adds up to {total[bad[0]]:g}, expected 1e-9 or more and finite")
    error = log_error(x, secret["mean"])
    return accept(error / secret["reference"], f"mean squared error {error:.4f}, held-back Poisson loss {held_loss(x, secret['held']):.4f}")


def scaled(x: F64) -> F64:
    """log(1 + 10^4 x / sum of the row). Sums are cumulative ones: in a fixed order."""
    return np.asarray(np.log1p(x * (TOTAL / x.cumsum(axis=1)[:, -1])[:, None]))


def log_error(x: F64, mean: F64) -> float:
    return float(((scaled(x) - scaled(mean)) ** 2).ravel().cumsum()[-1]) / x.size


def held_loss(x: F64, held: I64) -> float:
    """Mean of rate - count log(rate) with every row of x scaled to the number of held-back counts of its cell."""
    rate = x * (held.sum(axis=1) / x.cumsum(axis=1)[:, -1])[:, None] + 1e-6
    return float((rate - held * np.log(rate)).ravel().cumsum()[-1]) / x.size
