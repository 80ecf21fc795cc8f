"""Sum of the radii of disjoint disks in a container, exact, with repair: `csrc/eft/packing.hpp` has the grid and the proof."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from eft import _scorers

__all__ = ["Packing", "PackingBatch", "circles_in_rectangle", "circles_in_rectangle_batch", "circles_in_square", "circles_in_square_batch"]

Floats = NDArray[np.float64]
GRID = 1 << 46  # lengths are integers over this


@dataclass(frozen=True, slots=True)
class Packing:
    """n disks after repair: every radius shrunk by the same least amount that makes all walls and pairs hold exactly.

    value: sum of the repaired radii, rounded down (NaN unless valid); `exact` is the same as a fraction.
    worst_violation: that least amount; worst: the wall or pair that asks for it ("" if nothing is violated); radii: the repaired ones.
    """

    valid: bool
    reason: str
    value: float
    worst_violation: float
    worst: str
    radii: Floats
    units: int = field(repr=False)  # sum of the repaired radii over 2^46
    worst_units: int = field(repr=False)  # worst violation over 2^46

    @property
    def exact(self) -> Fraction:
        """Sum of the repaired radii; ValueError unless valid."""
        if not self.valid:
            raise ValueError(f"no exact value: {self.reason}")
        return Fraction(self.units, GRID)


@dataclass(frozen=True, slots=True)
class PackingBatch:
    """Packings of one batch: arrays over the batch; `batch[b]` gives the record of one."""

    valid: NDArray[np.bool_]
    value: Floats
    worst_violation: Floats
    radii: Floats
    _raw: _scorers.PackingBatchResult = field(repr=False)

    def __len__(self) -> int:
        return len(self.valid)

    def __getitem__(self, b: int) -> Packing:
        raw = self._raw
        codes = (int(raw.fault[b]), int(raw.at[b]), int(raw.worst[b]), int(raw.first[b]), int(raw.second[b]))
        return _packing(*codes, int(raw.sum[b]), int(raw.violation[b]), raw.radii[b])


def circles_in_square(x: Floats, y: Floats, r: Floats) -> Packing:
    """Sum of the radii of disjoint disks in the unit square. x, y, r: (n,), centres in [0, 1], r >= 0."""
    return _one(_scorers.circles_in_square(x, y, r))


def circles_in_rectangle(w: float, x: Floats, y: Floats, r: Floats) -> Packing:
    """As `circles_in_square` in a rectangle of width w and height 2 - w, 0 < w < 2. x in [0, w], y in [0, 2 - w]."""
    return _one(_scorers.circles_in_rectangle(w, x, y, r))


def circles_in_square_batch(x: Floats, y: Floats, r: Floats) -> PackingBatch:
    """`circles_in_square` for each row of x, y, r: (batch, n)."""
    return _many(_scorers.circles_in_square_batch(x, y, r))


def circles_in_rectangle_batch(w: Floats, x: Floats, y: Floats, r: Floats) -> PackingBatch:
    """`circles_in_rectangle` for each row; w: (batch,), x, y, r: (batch, n)."""
    return _many(_scorers.circles_in_rectangle_batch(w, x, y, r))


def _one(raw: _scorers.PackingResult) -> Packing:
    return _packing(raw.fault, raw.at, raw.worst, raw.first, raw.second, raw.sum, raw.violation, raw.radii)


def _packing(fault: int, at: int, worst: int, first: int, second: int, units: int, worst_units: int, radii: Floats) -> Packing:
    if fault:
        return Packing(False, _FAULTS[fault].format(at), math.nan, 0.0, "", radii, 0, 0)
    return Packing(True, "", _down(units), worst_units / GRID, _CONSTRAINTS[worst].format(first, second), radii, units, worst_units)


def _many(raw: _scorers.PackingBatchResult) -> PackingBatch:
    valid = raw.fault == 0
    value = raw.sum / GRID
    if raw.radii.shape[1] > _EXACT_SUMS:
        value = np.array([_down(int(units)) for units in raw.sum], dtype=np.float64)
    return PackingBatch(valid, np.where(valid, value, np.nan), raw.violation / GRID, raw.radii, raw)


def _down(units: int) -> float:
    """units / 2^46, rounded down."""
    value = units / GRID
    return value if Fraction(value) * GRID <= units else math.nextafter(value, 0.0)


_EXACT_SUMS = 127  # so many radii of at most 1 add up below 2^53 units, which a double holds
_FAULTS = (  # by the numbers of eft::packing::Fault
    "",
    "w: expected 0 < w < 2",
    "circle {}: not finite",
    "circle {}: centre outside the container",
    "circle {}: negative radius",
)
_CONSTRAINTS = (  # by the numbers of eft::packing::Constraint
    "",
    "circle {} crosses the left wall",
    "circle {} crosses the right wall",
    "circle {} crosses the lower wall",
    "circle {} crosses the upper wall",
    "circles {} and {} overlap",
)
