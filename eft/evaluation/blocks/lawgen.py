"""Points on which a law is judged, regenerated from a stream outside the candidate's process."""

from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.stream import F64, I64, Stream
from eft.evaluation.scorers.regression import values

STRETCH = 1.5  # the outer box against the inner one

Points = tuple[F64, F64]


def law_points(stream: Stream, law: tuple[I64, F64], low: list[float], high: list[float], n: int) -> tuple[Points, Points]:
    """(x, y) in range and (x, y) out of range, n points each, x: [variables, n], y: [n] the values of the law (ops, constants).

    In range: uniform in the box [low, high]. Out of range: uniform in the box stretched 1.5 times about its centre, outside the box.
    ValueError if the law is not finite on them: it must be chosen with its box.
    """
    centre, half = (np.array(high) + np.array(low)) / 2, (np.array(high) - np.array(low)) / 2
    inner = _cube(stream, len(low), n)
    outer = np.empty((len(low), 0))
    while outer.shape[1] < n:
        drawn = STRETCH * _cube(stream, len(low), n)
        outer = np.concatenate([outer, drawn[:, np.abs(drawn).max(axis=0) > 1.0]], axis=1)
    inside, outside = (np.ascontiguousarray(centre[:, None] + half[:, None] * unit) for unit in (inner, outer[:, :n]))
    targets = [values(*law, x) for x in (inside, outside)]
    if not all(np.isfinite(y).all() for y in targets):
        raise ValueError("the law is not finite on its box")
    return (inside, targets[0]), (outside, targets[1])


def _cube(stream: Stream, variables: int, n: int) -> F64:
    return stream.uniform(-1.0, 1.0, variables * n).reshape(variables, n)
