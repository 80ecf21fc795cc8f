"""Random graphs as edge arrays [m, 2] with i < j in lexicographic order; all draws from a `Stream`."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.stream import I64, Stream


def complete(n: int) -> I64:
    """All n(n−1)/2 pairs."""
    i, j = np.triu_indices(n, 1)
    return np.stack([i, j], axis=1).astype(np.int64)


def gnp(stream: Stream, n: int, p: float) -> I64:
    """Each pair with probability p (G(n, p))."""
    pairs = complete(n)
    return pairs[stream.uniform(size=len(pairs)) < p]


def planted_bisection(stream: Stream, n: int, inside: float, across: float) -> I64:
    """G(n, p) with p = `inside` within two hidden halves and p = `across` between them."""
    side = np.zeros(n, dtype=np.int64)
    side[stream.choice(n, n // 2)] = 1
    pairs = complete(n)
    p = np.where(side[pairs[:, 0]] == side[pairs[:, 1]], inside, across)
    return pairs[stream.uniform(size=len(pairs)) < p]


def torus(rows: int, columns: int) -> I64:
    """Grid with both directions closed to rings; vertex r·columns + c."""
    index = np.arange(rows * columns).reshape(rows, columns)
    right = np.stack([index, np.roll(index, -1, axis=1)], axis=-1).reshape(-1, 2)
    down = np.stack([index, np.roll(index, -1, axis=0)], axis=-1).reshape(-1, 2)
    return canonical(np.concatenate([right, down]))


def geometric(stream: Stream, n: int, degree: float) -> I64:
    """Points of the unit square joined when closer than the radius of mean degree `degree` (border ignored)."""
    xy = stream.uniform(size=2 * n).reshape(n, 2)
    pairs = complete(n)
    gap = xy[pairs[:, 0]] - xy[pairs[:, 1]]
    return np.asarray(pairs[(gap * gap).sum(axis=1) * n * 3.141592653589793 < degree], dtype=np.int64)


def canonical(edges: I64) -> I64:
    """Edges with i < j, without repeats, in lexicographic order."""
    return np.asarray(np.unique(np.sort(edges, axis=1), axis=0), dtype=np.int64)


def planted_colouring(stream: Stream, n: int, colours: int, p: float) -> I64:
    """Pairs of different classes of a hidden even partition into `colours` classes, each with probability p."""
    label = np.empty(n, dtype=np.int64)
    label[stream.permutation(n)] = np.arange(n) % colours
    pairs = complete(n)
    different = label[pairs[:, 0]] != label[pairs[:, 1]]
    return np.asarray(pairs[different & (stream.uniform(size=len(pairs)) < p)], dtype=np.int64)


def queens(side: int) -> I64:
    """Squares of a board (row·side + column) joined when a queen moves from one to the other."""
    pairs = complete(side * side)
    rows, columns = pairs // side, pairs % side
    down, across = rows[:, 1] - rows[:, 0], columns[:, 1] - columns[:, 0]
    return np.asarray(pairs[(down == 0) | (across == 0) | (np.abs(down) == np.abs(across))], dtype=np.int64)
