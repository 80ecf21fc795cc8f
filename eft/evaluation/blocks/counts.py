"""Poisson and gamma numbers from a `Stream`, with means and shapes that differ from draw to draw; the same bits on every machine."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.stream import F64, I64, Stream, exp, log

SWITCH = 30.0  # mean above which a Poisson number is a rounded normal one


def poisson(stream: Stream, means: F64) -> I64:
    """Poisson numbers with these means [n]: inversion up to a mean of 30, above it a rounded normal number of the same mean and variance."""
    normal = np.maximum(np.rint(means + np.sqrt(means) * stream.normal(size=len(means))), 0.0)
    u = stream.uniform(size=len(means))
    term = exp(-np.minimum(means, SWITCH))
    total, count = term.copy(), np.zeros(len(means))
    for k in range(1, 100):
        count += u >= total
        term = term * np.minimum(means, SWITCH) / k
        total = total + term
    return np.asarray(np.where(means < SWITCH, count, normal).astype(np.int64))


def gamma(stream: Stream, shapes: F64) -> F64:
    """Gamma numbers of these shapes [n], scale 1 (Marsaglia and Tsang, ACM TOMS 26, 2000; below shape 1 with their power of a uniform)."""
    shapes = np.asarray(shapes, dtype=np.float64)
    d = np.where(shapes < 1.0, shapes + 1.0, shapes) - 1.0 / 3.0
    c = 1.0 / np.sqrt(9.0 * d)
    out, rest = np.empty(len(shapes)), np.arange(len(shapes))
    while len(rest):
        x, u = stream.normal(size=len(rest)), 1.0 - stream.uniform(size=len(rest))
        v = np.maximum(1.0 + c[rest] * x, 2.0**-60) ** 3
        keep = (x * c[rest] > -1.0) & (log(u) < 0.5 * x * x + d[rest] * (1.0 - v + log(v)))
        out[rest[keep]] = (d[rest] * v)[keep]
        rest = rest[~keep]
    low = shapes < 1.0
    boost = exp(log(1.0 - stream.uniform(size=len(shapes))) / np.where(low, shapes, 1.0))
    return np.asarray(np.where(low, out * boost, out))
