"""Certified maxima of a real cosine polynomial T(x) = c_0 + c_1 cos x + ... + c_n cos nx with integer coefficients.

T is sampled at x_j = 2 pi j / N in integers (cosines come from a fixed-point table, so every machine gives the same bound). What happens
between the samples is bounded by the theorem of Ehlich and Zeller (Math. Z. 86, 1964), max |T| <= max_j |T(x_j)| / cos(pi n / N) for N >
2n, or, on a part of the circle, by linear interpolation with Bernstein's inequality for the second derivative.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Coefficients = Sequence[int] | NDArray[np.int64]

WORK = 192  # fractional bits of the recurrence that fills the table; N steps lose fewer than 20 of them
PI = 0x3243F6A8885A308D313198A2E03707344A4093822299F31D0  # floor(pi 2^192)
TABLE = 60  # fractional bits of the table
ROOM = 62  # bits of a sum of products
LEAST = 8  # fewest fractional bits with which cosines enter a sum


def upper_bound(c: Coefficients, samples: int) -> Fraction:
    """Upper bound of max |T| over the whole circle, at most a factor 1 / cos(pi n / samples) above it but for rounding.

    c: (n + 1,) integers. ValueError unless samples > 2n and sum |c_k| is below 2^50.
    """
    n = len(c) - 1
    if samples <= 2 * n:
        raise ValueError(f"samples: expected more than {2 * n}, got {samples}")
    values, slack, bits = _values(c, samples, 0, samples // 2)
    factor = Fraction(int(cosine_table(2 * samples)[n]) - 1, 1 << TABLE)
    return Fraction(int(np.abs(values).max()) + slack, 1 << bits) / factor


def upper_bound_on(c: Coefficients, samples: int, first: int, last: int) -> Fraction:
    """Upper bound of max T over 2 pi first / samples <= x <= 2 pi last / samples; it exceeds a peak by about -T'' (2 pi / samples)^2 / 8.

    c: (n + 1,) integers. Bounds min T as well: pass -c. With samples = 64 n the excess is below 0.13 % of max |T| over the circle.
    ValueError unless samples > 2n, 0 <= first < last <= samples and sum k^2 |c_k| is below 2^50.
    """
    if not 0 <= first < last <= samples:
        raise ValueError(f"first, last: expected 0 <= first < last <= {samples}, got {first}, {last}")
    n = len(c) - 1
    values, slack, bits = _values(c, samples, first, last)
    curves, curve_slack, curve_bits = _values([k * k * int(a) for k, a in enumerate(c)], samples, first, last)
    step = Fraction(2 * (PI + 1), samples << WORK)
    share = step * step / 8  # a chord is at most share * max -T'' below T
    spare = Fraction(curve_slack, 1 << curve_bits) + share * n**4 * upper_bound(c, samples)  # -T'' between its samples; Bernstein
    ends = np.maximum(values[1:], values[:-1])
    curve = np.maximum(np.maximum(curves[1:], curves[:-1]), 0)  # -T'': T is above a chord only where it bends down
    factor = share * Fraction(1 << bits, 1 << curve_bits)
    near = np.flatnonzero(ends >= int(ends.max()) - int(factor * int(curve.max())) - 1)
    top = max(int(ends[j]) + factor * int(curve[j]) for j in near)
    return (top + slack) / (1 << bits) + share * spare


@lru_cache(maxsize=32)
def cosine_table(samples: int) -> NDArray[np.int64]:
    """cos(2 pi j / samples) 2^60 for j < samples, each off by less than one unit. [samples]"""
    one = 1 << WORK
    step_cos, step_sin = _cos_sin(2 * PI // samples)
    c, s, out = one, 0, []
    for _ in range(samples):
        out.append((c + (1 << (WORK - TABLE - 1))) >> (WORK - TABLE))
        c, s = (c * step_cos - s * step_sin) >> WORK, (s * step_cos + c * step_sin) >> WORK
    table = np.array(out, dtype=np.int64)
    table.setflags(write=False)
    return table


def _cos_sin(x: int) -> tuple[int, int]:
    """cos and sin of x / 2^WORK, 0 <= x <= 7 2^WORK, by their series."""
    sums, term, k = [0, 0, 0, 0], 1 << WORK, 0
    while term:
        sums[k % 4] += term
        k += 1
        term = (term * x >> WORK) // k
    return sums[0] - sums[2], sums[1] - sums[3]


def _values(c: Coefficients, samples: int, first: int, last: int) -> tuple[NDArray[np.int64], int, int]:
    """T(x_j) 2^bits for j = first .. last, how far each may be off, and bits."""
    size = sum(abs(int(a)) for a in c)
    bits = min(TABLE, (ROOM - size.bit_length()) // 8 * 8)  # few different ones, for the cache
    if bits < LEAST:
        raise ValueError(f"coefficients: their sizes add up to {size}, too large")
    sums: NDArray[np.int64] = _matrix(len(c), samples, first, last, bits) @ np.array([int(a) for a in c], dtype=np.int64)
    return sums, size, bits


@lru_cache(maxsize=16)
def _matrix(terms: int, samples: int, first: int, last: int, bits: int) -> NDArray[np.int64]:
    """cos(k x_j) 2^bits, off by at most one unit. [last - first + 1, terms]"""
    table: NDArray[np.int64] = (cosine_table(samples) + (1 << (TABLE - bits) >> 1)) >> (TABLE - bits)
    matrix: NDArray[np.int64] = table[np.arange(first, last + 1)[:, None] * np.arange(terms) % samples]
    return matrix
