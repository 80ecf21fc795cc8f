"""The compiled scorers, typed: exact values of packings and step functions, with zero tolerance.

Arrays are float64 and C-contiguous (anything else is a TypeError); a wrong shape is a ValueError naming the expected one. What the numbers
say is never an exception: a NaN, a centre outside, a zero function come back as `valid=False` with a reason. Inputs are rounded to an
integer grid first and everything after that is integer arithmetic; formulas and grids stand at the top of `csrc/eft/*.hpp`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from eft import _scorers

__all__ = [
    "Bound",
    "BoundBatch",
    "Packing",
    "PackingBatch",
    "autocorrelation_first",
    "autocorrelation_first_batch",
    "autocorrelation_second",
    "autocorrelation_second_batch",
    "autocorrelation_third",
    "autocorrelation_third_batch",
    "circles_in_rectangle",
    "circles_in_rectangle_batch",
    "circles_in_square",
    "circles_in_square_batch",
    "erdos_overlap",
    "erdos_overlap_batch",
]

Floats = NDArray[np.float64]
GRID = 1 << 46  # packings: lengths are integers over this


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


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound that a step function proves: `value` is numerator / denominator rounded to the side that never flatters (NaN unless valid).

    place: the deciding lag (Erdős) or knot of f*f (autocorrelations).
    """

    valid: bool
    reason: str
    value: float
    place: int
    numerator: int = field(repr=False)
    denominator: int = field(repr=False)

    @property
    def exact(self) -> Fraction:
        """The bound as a fraction; ValueError unless valid."""
        if not self.valid:
            raise ValueError(f"no exact value: {self.reason}")
        return Fraction(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class BoundBatch:
    """Bounds of one batch: arrays over the batch; `batch[b]` gives the record of one."""

    valid: NDArray[np.bool_]
    value: Floats
    place: NDArray[np.int64]
    _name: str = field(repr=False)
    _raw: _scorers.BoundBatchResult = field(repr=False)

    def __len__(self) -> int:
        return len(self.valid)

    def __getitem__(self, b: int) -> Bound:
        raw = self._raw
        numerator, denominator = _integer(raw.numerator[b]), _integer(raw.denominator[b])
        return _bound(self._name, int(raw.fault[b]), int(raw.at[b]), float(raw.value[b]), int(raw.place[b]), numerator, denominator)


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


def erdos_overlap(h: Floats) -> Bound:
    """Upper bound (2/n) max_k sum_i h_i (1 - h_{i+k}) on Erdős' minimum overlap constant, rounded up. h: (n,) on [0, 2].

    Heights are clipped to [0, 1] and moved by a common amount (and clipped) so that they sum to n/2 exactly.
    """
    return _single("h", _scorers.erdos_overlap, h)


def autocorrelation_first(a: Floats) -> Bound:
    """Upper bound 2n max(a*a) / (sum a)^2, rounded up. a: (n,) on [-1/4, 1/4]; negative heights count as 0."""
    return _single("a", _scorers.autocorrelation_first, a)


def autocorrelation_second(a: Floats) -> Bound:
    """Lower bound |f*f|_2^2 / (|f*f|_1 |f*f|_inf), rounded down. a: (n,); negative heights count as 0."""
    return _single("a", _scorers.autocorrelation_second, a)


def autocorrelation_third(a: Floats) -> Bound:
    """Upper bound 2n max|a*a| / (sum a)^2 for heights of either sign, rounded up. a: (n,) on [-1/4, 1/4]."""
    return _single("a", _scorers.autocorrelation_third, a)


def erdos_overlap_batch(h: Floats) -> BoundBatch:
    """`erdos_overlap` for each row of h: (batch, n)."""
    return _rows("h", _scorers.erdos_overlap_batch, h)


def autocorrelation_first_batch(a: Floats) -> BoundBatch:
    """`autocorrelation_first` for each row of a: (batch, n)."""
    return _rows("a", _scorers.autocorrelation_first_batch, a)


def autocorrelation_second_batch(a: Floats) -> BoundBatch:
    """`autocorrelation_second` for each row of a: (batch, n)."""
    return _rows("a", _scorers.autocorrelation_second_batch, a)


def autocorrelation_third_batch(a: Floats) -> BoundBatch:
    """`autocorrelation_third` for each row of a: (batch, n)."""
    return _rows("a", _scorers.autocorrelation_third_batch, a)


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


def _single(name: str, scorer: Callable[[Floats], _scorers.BoundResult], heights: Floats) -> Bound:
    raw = scorer(heights)
    return _bound(name, raw.fault, raw.at, raw.value, raw.place, raw.numerator, raw.denominator)


def _bound(name: str, fault: int, at: int, value: float, place: int, numerator: int, denominator: int) -> Bound:
    reason = ("", f"{name}[{at}] is not finite", f"{name}: the heights sum to zero on the grid")[fault]
    return Bound(fault == 0, reason, value, place, numerator, denominator)


def _rows(name: str, scorer: Callable[[Floats], _scorers.BoundBatchResult], heights: Floats) -> BoundBatch:
    raw = scorer(heights)
    return BoundBatch(raw.fault == 0, raw.value, raw.place, name, raw)


def _integer(limbs: NDArray[np.uint64]) -> int:
    return int.from_bytes(limbs.astype("<u8").tobytes(), "little")


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
