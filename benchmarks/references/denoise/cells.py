"""Square-root SVD, pooling of neighbours in it, both on smoothed input, and geometric averages, tuned with knowledge of the truth."""

from __future__ import annotations

import numpy as np

SOLVER = "best of square-root SVD, neighbour pooling, their sequence and averages, chosen by the truth"


def _low_rank(roots, rank):
    _, vectors = np.linalg.eigh(roots.T @ roots)
    basis = vectors[:, -rank:]
    return np.maximum(roots @ basis @ basis.T, 0.0)


def _pooled(shares, place, count):
    """Mean of the shares of the `count` nearest cells, the nearer ones with more weight."""
    square = (place**2).sum(axis=1)
    gap = square[:, None] + square[None, :] - 2.0 * place @ place.T
    near = np.argpartition(gap, count, axis=1)[:, :count]
    far = np.take_along_axis(gap, near, axis=1)
    weight = np.exp(-np.maximum(far, 0.0) / np.maximum(np.median(far, axis=1, keepdims=True), 1e-12))
    matrix = np.zeros_like(gap)
    np.put_along_axis(matrix, near, weight / weight.sum(axis=1, keepdims=True), axis=1)
    return matrix @ shares


def hindsight(public, truth, seconds):
    y = public["Y"].astype(float)
    depth = np.maximum(y.sum(axis=1, keepdims=True), 1.0)
    shares = y / depth
    roots = np.sqrt(shares)

    def scaled(x):
        return np.log1p(1e4 * x / x.sum(axis=1, keepdims=True))

    goal = scaled(truth["mean"])
    tries = [_low_rank(roots, rank) ** 2 + 1e-6 for rank in (3, 4, 6, 8, 10)]
    for rank in (4, 8):
        place = _low_rank(roots, rank)
        for count in (20, 50):
            pooled = _pooled(shares, place, count)
            tries.append(pooled + 1e-6)
            for later in (3, 6):
                tries.append(_low_rank(np.sqrt(pooled), later) ** 2 + 1e-6)
    tries = sorted(((float(((scaled(x) - goal) ** 2).mean()), k) for k, x in enumerate(tries)))[:6], tries
    best = [np.log(tries[1][k] / tries[1][k].sum(axis=1, keepdims=True)) for _, k in tries[0]]
    averages = [np.exp(np.mean(best[:k], axis=0)) for k in (1, 2, 3, 4, 6)]
    return {"X": min(averages, key=lambda x: float(((scaled(x) - goal) ** 2).mean()))}, None


def base(public):
    return {"X": public["Y"] + (public["Y"].sum(axis=1, keepdims=True) == 0)}
