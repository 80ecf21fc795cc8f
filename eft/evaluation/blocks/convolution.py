"""Checks full convolutions of any dimension without making them again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from eft.evaluation.blocks.stream import F64, Stream
from eft.evaluation.blocks.verdict import Reject

C128 = NDArray[np.complex128]

TOLERANCE = 1e-9  # of |a| |b|, Euclidean norms
CELLS = 256
POINTS = 2
TURN = 1 << 22  # angles are whole multiples of 1 / TURN of a turn, so that powers of them are exact


def check(a: F64, b: F64, c: F64, stream: Stream, name: str) -> None:
    """Reject unless every c[i] is the full convolution of a[i] and b[i] (first axis: batch).

    256 random cells are computed directly. Then the whole: on a point of the unit torus the polynomial with the coefficients of c is the
    product of those of a and b, so two random points weigh every cell by a number of modulus 1 that nobody could know.
    """
    for index in range(len(c)):
        bound = TOLERANCE * float(np.linalg.norm(a[index])) * float(np.linalg.norm(b[index]))
        _cells(a[index], b[index], c[index], bound, stream, f"{name}[{index}]", -(-CELLS // len(c)))
        for angles in stream.randint(1, TURN - 1, POINTS * c[index].ndim).reshape(POINTS, -1).tolist():
            powers = [_powers(angle, n) for angle, n in zip(angles, c[index].shape, strict=True)]
            error = abs(_at(c[index], powers) - _at(a[index], powers) * _at(b[index], powers))
            if not error <= bound:
                raise Reject(f"{name}[{index}] is not the full convolution: a weighted sum is off by {error:.3g}, allowed {bound:.3g}")


def _cells(a: F64, b: F64, c: F64, bound: float, stream: Stream, name: str, count: int) -> None:
    for cell in zip(*(stream.randint(0, n - 1, count).tolist() for n in c.shape), strict=True):
        low = [max(0, i - m + 1) for i, m in zip(cell, b.shape, strict=True)]
        high = [min(i, n - 1) for i, n in zip(cell, a.shape, strict=True)]
        part = a[tuple(slice(x, y + 1) for x, y in zip(low, high, strict=True))]
        other = b[tuple(slice(i - y, i - x + 1) for i, x, y in zip(cell, low, high, strict=True))]
        error = abs(float(np.vdot(part, np.flip(other))) - float(c[cell]))
        if not error <= bound:
            raise Reject(f"{name}{list(cell)} is off by {error:.3g}, allowed {bound:.3g}")


def _powers(angle: int, count: int) -> C128:
    """exp(2 pi i angle / TURN) to the powers 0 .. count - 1."""
    return np.asarray(np.exp(2j * np.pi * (np.arange(count, dtype=np.int64) * angle % TURN) / TURN))


def _at(coefficients: F64, powers: Sequence[C128]) -> complex:
    """Value of the polynomial at a point, given the powers of its coordinates."""
    value: C128 = coefficients.astype(np.complex128)
    for own in reversed(powers):
        value = np.asarray((value * own[: value.shape[-1]]).sum(axis=-1))  # no BLAS: its threads cost more than this
    return complex(value)
