"""Disjoint disks in a container, exact, with repair: `csrc/eft/packing.hpp` and `equal_circles.hpp` have the grid and the proofs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers.record import Score, scored

__all__ = [
    "Packing",
    "PackingBatch",
    "circles_in_polygon",
    "circles_in_polygon_batch",
    "circles_in_rectangle",
    "circles_in_rectangle_batch",
    "circles_in_square",
    "circles_in_square_batch",
    "equal_circles_in_square",
]

Floats = NDArray[np.float64]
GRID = 1 << 46  # lengths are integers over this


@dataclass(frozen=True, slots=True)
class Packing(Score):
    """n disks after repair: every radius shrunk by the same least amount that makes all walls and pairs hold exactly.

    value: sum of the repaired radii, rounded down. reason of a valid packing: the wall or pair that asks for the shrink ("" if none does).
    shrink: that least amount. construction: quantised centres x, y and repaired radii r as integers over 2^46.
    """

    shrink: float = 0.0

    @property
    def radii(self) -> Floats:
        """The repaired radii, (n,); empty unless valid."""
        return np.asarray(self.construction["r"]) / GRID


@dataclass(frozen=True, slots=True)
class PackingBatch:
    """Packings of one batch: arrays over the batch. `batch[b]` scores packing b alone, for its reason, construction and certificate."""

    valid: NDArray[np.bool_]
    value: Floats
    shrink: Floats
    _one: Callable[[int], Packing] = field(repr=False)

    def __len__(self) -> int:
        return len(self.valid)

    def __getitem__(self, b: int) -> Packing:
        return self._one(b)


def circles_in_square(x: Floats, y: Floats, r: Floats) -> Packing:
    """Sum of the radii of disjoint disks in the unit square. x, y, r: (n,), centres in [0, 1], r >= 0. Maximised."""
    return _packing(_scorers.circles_in_square(x, y, r), "circles_in_square", {"n": len(x)})


def circles_in_rectangle(w: float, x: Floats, y: Floats, r: Floats) -> Packing:
    """As `circles_in_square` in a rectangle of width w and height 2 - w, 0 < w < 2. x in [0, w], y in [0, 2 - w]."""
    raw = _scorers.circles_in_rectangle(w, x, y, r)
    return _packing(raw, "circles_in_rectangle", {"n": len(x)}, {"w": round(Fraction(w) * GRID)} if raw.valid else {})


def circles_in_polygon(corners: Floats, x: Floats, y: Floats, r: Floats) -> Packing:
    """As `circles_in_square` in a convex polygon. corners: (m, 2), counter-clockwise in [-2, 2]^2, rounded to multiples of 2^-46 and strictly
    convex there (ValueError otherwise)."""
    raw = _scorers.circles_in_polygon(*_columns(corners), x, y, r)
    return _packing(raw, "circles_in_polygon", {"n": len(x), "corners": np.rint(corners * GRID).astype(np.int64)})


def circles_in_square_batch(x: Floats, y: Floats, r: Floats) -> PackingBatch:
    """`circles_in_square` for each row of x, y, r: (batch, n). Don't change them while the batch is in use."""
    return _batch(_scorers.circles_in_square_batch(x, y, r), lambda b: circles_in_square(x[b], y[b], r[b]))


def circles_in_rectangle_batch(w: Floats, x: Floats, y: Floats, r: Floats) -> PackingBatch:
    """`circles_in_rectangle` for each row; w: (batch,), x, y, r: (batch, n)."""
    return _batch(_scorers.circles_in_rectangle_batch(w, x, y, r), lambda b: circles_in_rectangle(w[b], x[b], y[b], r[b]))


def circles_in_polygon_batch(corners: Floats, x: Floats, y: Floats, r: Floats) -> PackingBatch:
    """`circles_in_polygon` for each row of x, y, r: (batch, n), in one polygon."""
    return _batch(_scorers.circles_in_polygon_batch(*_columns(corners), x, y, r), lambda b: circles_in_polygon(corners, x[b], y[b], r[b]))


def equal_circles_in_square(x: Floats, y: Floats) -> Score:
    """Largest common radius of disjoint disks about the centres x, y: (n,) in [0, 1], 1 <= n <= 65536. Maximised.

    r = min(distance from a wall, half the distance of two centres) is a square root; value and `exact` are below it by a relative 2^-52
    and 2^-61.
    """
    raw = _scorers.equal_circles_in_square(x, y)
    construction = {"x": np.rint(x * GRID).astype(np.int64), "y": np.rint(y * GRID).astype(np.int64)} if raw.valid else {}
    return scored(raw, "packing.equal_circles_in_square", "max", {"n": len(x)}, construction, claim="bound")


def _columns(corners: Floats) -> tuple[Floats, Floats]:
    return np.ascontiguousarray(corners[:, 0]), np.ascontiguousarray(corners[:, 1])


def _packing(raw: _scorers.PackingResult, name: str, instance: Mapping[str, Any], more: Mapping[str, Any] | None = None) -> Packing:
    exact = Fraction(raw.sum, GRID) if raw.valid else None
    construction = {**(more or {}), "x": raw.x, "y": raw.y, "r": raw.r}
    problem = f"packing.{name}"
    return Packing(problem, "max", raw.valid, raw.reason, raw.value, exact, instance, construction, shrink=raw.repair / GRID)


def _batch(raw: _scorers.PackingBatchResult, one: Callable[[int], Packing]) -> PackingBatch:
    value = raw.sum / GRID
    for b in np.flatnonzero(raw.sum > 1 << 53):  # the other sums are doubles
        value[b] = _down(int(raw.sum[b]))
    return PackingBatch(raw.valid, np.where(raw.valid, value, np.nan), raw.repair / GRID, one)


def _down(units: int) -> float:
    """units / 2^46, rounded down."""
    value = units / GRID
    return value if Fraction(value) * GRID <= units else math.nextafter(value, 0.0)
