"""Largest relative error of a fixed-point polynomial on a grid of 65,537 points, exact.

The function is the table of its 128-bit values on the grid (`blocks.elementary`); doubles pick the points where the error can
be largest, integers decide there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eft.evaluation.blocks import elementary
from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.rational import up
from eft.evaluation.blocks.verdict import Verdict, accept

INTERVAL = {"exp2": (0, 1), "log2_ratio": (0, 1), "tanh_ratio": (0, 2), "erf_ratio": (0, 2), "inverse_sqrt": (1, 4)}
GRID = 16  # the grid has 2^16 + 1 points
STEP = 16  # every 16th of them is in the public table
LARGEST = 2**40  # bound on |c_k|: keeps the double filter meaningful
EPS = 2.0**-53


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    name = str(params["f"])
    low, high = INTERVAL[name]
    public = {"f": name, "lo": low, "hi": high, "deg": int(params["deg"]), "bits": int(params["bits"]), "table": public_table(name)}
    return public, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    name, bits = public["f"], public["bits"]
    c = integer(answer, "c", public["deg"] + 1, -LARGEST, LARGEST).tolist()
    exact = {int(i): _relative_error(name, c, bits, int(i)) for i in _candidates(name, c, bits)}
    where = max(exact, key=exact.__getitem__)
    worst = exact[where]
    x = _numerator(name, where) / 2**GRID
    return accept(
        _log10_up(worst), f"largest relative error {float(worst):.4e} at x = {x:.6f}", {"c": c, "bits": bits, "grid_index": where}
    )


def _candidates(name: str, c: list[int], bits: int) -> NDArray[np.int64]:
    """Grid indices where the error can be largest, given the rounding errors of double arithmetic."""
    x, f = _doubles(name)
    p, size = np.zeros_like(x), np.zeros_like(x)
    for coefficient in reversed(c):
        p = p * x + coefficient / 2.0**bits
        size = size * np.abs(x) + abs(coefficient) / 2.0**bits
    error = np.abs(p / f - 1.0)
    slack = (4.0 * len(c) + 32.0) * EPS * (size / f + 1.0)  # Horner, division, and f itself good to 16 ulps
    return np.flatnonzero(error + slack >= (error - slack).max())


def _relative_error(name: str, c: list[int], bits: int, index: int) -> Fraction:
    x = _numerator(name, index)
    shift, p = 0, 0
    for coefficient in reversed(c):
        p = p * x + (coefficient << shift)
        shift += GRID
    shift += bits - GRID
    f = _value(name, index) << shift
    return Fraction(abs((p << elementary.BITS) - f), f)


def _numerator(name: str, index: int) -> int:
    low, high = INTERVAL[name]
    return (low << GRID) + (high - low) * index


@cache
def _value(name: str, index: int) -> int:
    return elementary.value(name, _numerator(name, index), GRID)


@cache
def public_table(name: str) -> NDArray[np.float64]:
    """f at the 4,097 public points, correctly rounded up to one part in 2^74. [4097]"""
    table = np.array([_value(name, i) / 2**elementary.BITS for i in range(0, 2**GRID + 1, STEP)])
    table.setflags(write=False)
    return table


@cache
def _doubles(name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Grid points (exact) and function values (to 16 ulps). [65537]"""
    low, high = INTERVAL[name]
    x = low + (high - low) * np.arange(2**GRID + 1) / 2.0**GRID
    with np.errstate(invalid="ignore", divide="ignore"):
        f = _NUMPY[name](x)
    if low == 0:
        f[0] = _value(name, 0) / 2**elementary.BITS
    return x, f


_NUMPY = {
    "exp2": np.exp2,
    "log2_ratio": lambda x: np.log1p(x) / (math.log(2.0) * x),
    "tanh_ratio": lambda x: np.tanh(x) / x,
    "erf_ratio": lambda x: np.array([math.erf(t) for t in x]) / x,
    "inverse_sqrt": lambda x: 1.0 / np.sqrt(x),
}


def _log10_up(exact: Fraction) -> float:
    """Upper bound of log10: the library's logarithm is good to 2 ulps."""
    if not exact:
        return -300.0
    value = math.log10(up(exact))
    return value + 4.0 * EPS * abs(value)
