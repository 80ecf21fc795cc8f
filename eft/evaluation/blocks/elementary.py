"""Elementary functions at dyadic points in fixed point: values to 128 fractional bits, from integer series with 80 guard bits."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

BITS = 128  # fractional bits of the results
WORK = 208  # fractional bits inside; every series below loses fewer than 40 of them
ONE = 1 << WORK


def value(name: str, numerator: int, bits: int) -> int:
    """round(f(x) 2^128) at x = numerator / 2^bits for a function of `FUNCTIONS`, at most one unit off."""
    x = numerator << (WORK - bits)
    return (FUNCTIONS[name](x) + (1 << (WORK - BITS - 1))) >> (WORK - BITS)


def _exp(x: int) -> int:
    """exp(x) for |x| <= 4."""
    total, term, k = ONE, ONE, 0
    while term:
        k += 1
        term = _toward_zero(term * x >> WORK, k)
        total += term
    return total


def _toward_zero(a: int, k: int) -> int:
    return a // k if a >= 0 else -(-a // k)


def _atanh_series(t: int, sign: int) -> int:
    """sum t^(2k+1)/(2k+1) (sign = 1: atanh) or the alternating sum (sign = -1: arctan), 0 <= t <= 1/2."""
    square = t * t >> WORK
    total, power, k = 0, t, 0
    while power:
        total += (power // (2 * k + 1)) if sign > 0 or k % 2 == 0 else -(power // (2 * k + 1))
        power = power * square >> WORK
        k += 1
    return total


@cache
def _ln2() -> int:
    return 2 * _atanh_series(ONE // 3, 1)


@cache
def _two_over_sqrt_pi() -> int:
    pi = 16 * _atanh_series(ONE // 5, -1) - 4 * _atanh_series(ONE // 239, -1)  # Machin
    return (2 << 2 * WORK) // math.isqrt(pi << WORK)


def _exp2(x: int) -> int:
    return _exp(x * _ln2() >> WORK)


def _log2_ratio(x: int) -> int:
    """log2(1+x)/x for x >= 0, continued by 1/ln 2 at 0."""
    if x == 0:
        return (ONE << WORK) // _ln2()
    log = 2 * _atanh_series((x << WORK) // (2 * ONE + x), 1)
    return (log << 2 * WORK) // (_ln2() * x)


def _tanh_ratio(x: int) -> int:
    """tanh(x)/x, continued by 1 at 0."""
    if x == 0:
        return ONE
    decay = _exp(-2 * x)
    return ((ONE - decay) << 2 * WORK) // ((ONE + decay) * x)


def _erf_ratio(x: int) -> int:
    """erf(x)/x = 2/sqrt(pi) sum (-x^2)^k / (k! (2k+1)), 0 <= x <= 2."""
    square = x * x >> WORK
    total, term, k = ONE, ONE, 0
    while term:
        k += 1
        term = (term * square >> WORK) // k
        total += -(term // (2 * k + 1)) if k % 2 else term // (2 * k + 1)
    return total * _two_over_sqrt_pi() >> WORK


def _inverse_sqrt(x: int) -> int:
    return (ONE << WORK) // math.isqrt(x << WORK)


FUNCTIONS: dict[str, Callable[[int], int]] = {
    "exp2": _exp2,
    "log2_ratio": _log2_ratio,
    "tanh_ratio": _tanh_ratio,
    "erf_ratio": _erf_ratio,
    "inverse_sqrt": _inverse_sqrt,
}
