"""Twins of `csrc/eft/sphere.hpp`: enclosures from integer square roots and series, in fixed point with 200 fractional bits.

Every helper returns integers `low, high` in units of 2^-200 with the true value between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import isqrt
from typing import Any

from eft.evaluation.verify.plain import Enclosure, Refuted, integer, rows

__all__ = ["riesz_energy", "tammes"]

BITS = 200
UNIT = 1 << BITS
Pair = tuple[int, int]


def riesz_energy(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Enclosure:
    """Sum over pairs of |x/|x| - y/|y||^-s, of -log for s = 0."""
    s = integer(instance, "s", 0, 60)
    low = high = 0
    product = (UNIT, UNIT)
    exponent = 0
    for x, y in combinations(_points(instance, construction), 2):
        square = _squared_distance(x, y)
        if square[0] <= 0:
            raise Refuted(f"{x} and {y} have the same direction")
        if s == 0:
            product = (product[0] * square[0] >> BITS, (product[1] * square[1] >> BITS) + 1)
            shift = BITS - product[1].bit_length()
            exponent -= shift
            product = (product[0] << shift, product[1] << shift) if shift >= 0 else (product[0] >> -shift, (product[1] >> -shift) + 1)
        else:
            low += (UNIT ** (s + 1)) // _root_up(square[1] ** s * UNIT**s)
            high += -(-(UNIT ** (s + 1)) // isqrt(square[0] ** s * UNIT**s))
    if s == 0:
        two = _log_two()
        ends = sorted(_log(end)[k] + exponent * rounded for k, end in enumerate(product) for rounded in two)
        return Enclosure(Fraction(-ends[-1], 2 * UNIT), Fraction(-ends[0], 2 * UNIT))
    return Enclosure(Fraction(low, UNIT), Fraction(high, UNIT))


def tammes(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Enclosure:
    """Smallest angle between two of the directions, in degrees; 0 if its sine is below 2^-32."""
    cosines = []
    for x, y in combinations(_points(instance, construction), 2):
        dot = _dot(x, y)
        cosines.append(Fraction(dot * abs(dot), _dot(x, x) * _dot(y, y)))
    largest = max(cosines)
    if largest > 0 and 1 - largest <= Fraction(1, 1 << 64):
        return Enclosure(Fraction(0), Fraction(0))
    size = abs(largest)
    root = isqrt((size.numerator << 2 * BITS) // size.denominator)
    c = (root, root + 1) if largest >= 0 else (-root - 1, -root)
    pi = _pi()
    low = Fraction(360 * _half_angle(c[1])[0], pi[1])
    return Enclosure(low, Fraction(360 * _half_angle(c[0])[1], pi[0]) if c[0] > -UNIT else Fraction(180))


def _points(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> list[list[int]]:
    points = rows(construction, "points", integer(instance, "n", 2), integer(instance, "d", 1))
    for i, point in enumerate(points):
        if not any(point):
            raise Refuted(f"point {i} is zero")
    return points


def _dot(x: Sequence[int], y: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(x, y, strict=True))


def _squared_distance(x: Sequence[int], y: Sequence[int]) -> Pair:
    """2 - 2 x.y / (|x| |y|); exactly 0 in the lower end for equal directions."""
    dot, lengths = _dot(x, y), _dot(x, x) * _dot(y, y)
    if dot > 0 and dot * dot == lengths:
        return 0, 0
    # |x| |y| in 2^-BITS, from below and from above
    root = isqrt(lengths << 2 * BITS)
    quotients = [dot * UNIT * UNIT // root, dot * UNIT * UNIT // (root + 1)]
    return 2 * UNIT - 2 * (max(quotients) + 1), 2 * UNIT - 2 * min(quotients)


def _root_up(value: int) -> int:
    return isqrt(value) + 1


def _half_angle(c: int) -> Pair:
    """Half the angle with cosine c, -1 < c <= 1 in units of 2^-200: its tangent is sqrt((1 - c) / (1 + c)). Of -1 a lower end only."""
    c = min(max(c, 1 - UNIT), UNIT)
    root = isqrt(((UNIT - c) << 2 * BITS) // (UNIT + c))
    return _arctangent(root)[0], _arctangent(root + 1)[1]


def _arctangent(t: int) -> Pair:
    """arctan t: arctan t = 2 arctan(t / (1 + sqrt(1 + t^2))) until t < 1/16, then the alternating series."""
    low = high = t
    halvings = 0
    while high > UNIT >> 4:
        high = -(-high * UNIT // (UNIT + isqrt(UNIT * UNIT + high * high)))
        low = low * UNIT // (UNIT + _root_up(UNIT * UNIT + low * low))
        halvings += 1
    return _series(low, -1)[0] << halvings, _series(high, -1)[1] << halvings


def _series(z: int, sign: int) -> Pair:
    """z + sign z^3 / 3 + z^5 / 5 + sign ...: arctan for sign -1, artanh for +1; 0 <= z <= 1/3. 100 terms and a remainder below the next."""
    square = Fraction(z, UNIT) ** 2
    power, total = Fraction(z, UNIT), Fraction(0)
    for k in range(100):
        total += (sign**k) * power / (2 * k + 1)
        power = Fraction(int(power * square * UNIT * UNIT), UNIT * UNIT)  # 400 bits are kept
    middle = total * UNIT
    slack = 2 + int(2 * power * UNIT)
    return int(middle) - slack, int(middle) + 1 + slack


def _pi() -> Pair:
    """Machin: pi = 16 arctan(1/5) - 4 arctan(1/239)."""
    fifth, small = (_arctangent(UNIT // q)[0] for q in (5, 239))
    above = [_arctangent(UNIT // q + 1)[1] for q in (5, 239)]
    return 16 * fifth - 4 * above[1], 16 * above[0] - 4 * small


def _log_two() -> Pair:
    third = UNIT // 3
    return 2 * _series(third, 1)[0], 2 * _series(third + 1, 1)[1]


def _log(value: int) -> Pair:
    """log of value in [1/4, 2]: 2 artanh((v - 1) / (v + 1))."""
    z = abs(value - UNIT) * UNIT // (value + UNIT)
    low, high = 2 * _series(z, 1)[0], 2 * _series(z + 1, 1)[1]
    return (low, high) if value >= UNIT else (-high, -low)
