"""Bounds that step functions prove: Erdős overlap (`csrc/eft/overlap.hpp`), autocorrelations (`csrc/eft/autocorrelation.hpp`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from eft import _scorers

__all__ = [
    "Bound",
    "BoundBatch",
    "autocorrelation_first",
    "autocorrelation_first_batch",
    "autocorrelation_second",
    "autocorrelation_second_batch",
    "autocorrelation_third",
    "autocorrelation_third_batch",
    "erdos_overlap",
    "erdos_overlap_batch",
]

Floats = NDArray[np.float64]


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
