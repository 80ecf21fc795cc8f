"""Sacks and set systems; all draws from a `Stream`."""

from __future__ import annotations

from typing import Any

import numpy as np

from eft.evaluation.blocks.stream import I64, Stream


def multi_knapsack(stream: Stream, constraints: int, n: int, tightness: float) -> dict[str, I64]:
    """Weights uniform in 1..1000, capacities `tightness` of their sums (rounded down), profits mean weight + 0..500 (correlated).

    The form is that of Chu and Beasley (1998). profit: [n], w: [constraints, n], capacity: [constraints].
    """
    w = stream.randint(1, 1000, constraints * n).reshape(constraints, n)
    profit = w.sum(axis=0) // constraints + stream.randint(0, 500, n)
    return {"profit": profit, "w": w, "capacity": np.floor(w.sum(axis=1) * tightness).astype(np.int64)}


def set_cover(stream: Stream, elements: int, sets: int, p: float) -> dict[str, Any]:
    """Every element in each set with probability p, and in one random set at least; unit costs. ptr, idx, cost, n as the scorer takes them."""
    inside = stream.uniform(size=elements * sets).reshape(sets, elements) < p
    inside[stream.randint(0, sets - 1, elements), np.arange(elements)] = True
    return _system(inside)


def lines_of_three(d: int) -> dict[str, Any]:
    """Points of the affine space F_3^d as sets, its lines as elements: the Steiner triple systems of Fulkerson, Nemhauser, Trotter (1974).

    A cover is the complement of a cap set, so that the least ones have 3^d − 4, 9, 20 points for d = 2, 3, 4.
    """
    points = np.array(np.unravel_index(np.arange(3**d), (3,) * d)).T
    third = (-(points[:, None] + points[None, :]) % 3) @ 3 ** np.arange(d)[::-1]
    lines = np.array([(a, b, c) for (a, b), c in np.ndenumerate(third) if a < b < c])
    inside = np.zeros((3**d, len(lines)), dtype=bool)
    inside[lines, np.arange(len(lines))[:, None]] = True
    return _system(inside)


def _system(inside: np.ndarray[Any, np.dtype[np.bool_]]) -> dict[str, Any]:
    sets, elements = inside.shape
    ptr = np.append(0, np.cumsum(inside.sum(axis=1))).astype(np.int64)
    return {"ptr": ptr, "idx": np.nonzero(inside)[1].astype(np.int64), "cost": np.ones(sets, dtype=np.int64), "n": elements}
