"""Twins of `csrc/eft/overlap.hpp`, `csrc/eft/autocorrelation.hpp` and `csrc/eft/form.hpp`.

Sums of products come from one multiplication of two Python integers (Kronecker 1882): sequences written as digits of a base larger than any
sum. Karatsuba's multiplication makes that fast enough for 30,000 heights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from eft.evaluation.verify.plain import Refuted, integer, integers, rows

__all__ = [
    "autocorrelation_first",
    "autocorrelation_second",
    "autocorrelation_third_magnitude",
    "autocorrelation_third_signed",
    "erdos_overlap",
    "minimum_overlap",
    "windowed_form",
]

MOST = 1 << 20  # heights
GRID = 1 << 40


def convolution(x: Sequence[int], y: Sequence[int]) -> list[int]:
    """sum_i x_i y_{m-i} for m = 0 .. len(x) + len(y) - 2, entries of either sign."""
    most_x, most_y = max(map(abs, x)), max(map(abs, y))
    width = max(min(len(x), len(y)) * most_x * most_y, most_x, most_y).bit_length() // 8 + 1  # bytes
    positive, negative = _packed(x, width, 1), _packed(x, width, -1)
    if y is x:
        plus, minus = positive**2 + negative**2, 2 * positive * negative
    else:
        ahead, behind = _packed(y, width, 1), _packed(y, width, -1)
        plus, minus = positive * ahead + negative * behind, positive * behind + negative * ahead
    count = len(x) + len(y) - 1
    return [p - m for p, m in zip(_unpacked(plus, width, count), _unpacked(minus, width, count), strict=True)]


def correlation(x: Sequence[int], y: Sequence[int]) -> list[int]:
    """sum_i x_i y_{i+k} for k = 1 - len(x) .. len(y) - 1."""
    return convolution(x[::-1], y)


def erdos_overlap(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Fraction:
    """Largest overlap with the complement on [0, 2]; heights over 2^40 sum to n/2."""
    return _overlap(integers(construction, "h", integer(instance, "n", 1, MOST)), GRID, Fraction(1, 2), Fraction(2))


def minimum_overlap(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Fraction:
    """Largest overlap with the complement on [0, length]; heights over q 2^s, the most up to 2^40, have mean p/q."""
    mean, length = _fraction(instance, "mean"), _fraction(instance, "length")
    if not 0 <= mean <= 1 or length <= 0:
        raise Refuted(f"mean {mean}, length {length}: expected a mean in [0, 1] and a positive length")
    one = mean.denominator << ((GRID // mean.denominator).bit_length() - 1)
    return _overlap(integers(construction, "h", integer(instance, "n", 1, MOST)), one, mean, length)


def autocorrelation_first(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Fraction:
    """2n max(a*a) / (sum a)^2 of non-negative heights."""
    a = _heights(instance, construction, signed=False)
    return Fraction(2 * len(a) * max(convolution(a, a)), sum(a) ** 2)


def autocorrelation_second(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Fraction:
    """|f*f|_2^2 / (|f*f|_1 |f*f|_inf) of non-negative heights; Simpson's rule is exact for the square of a linear piece."""
    a = _heights(instance, construction, signed=False)
    knots = [0, *convolution(a, a), 0]
    six = sum(u * u + (u + v) ** 2 + v * v for u, v in pairwise(knots))
    return Fraction(six, 6 * sum(knots) * max(knots))


def autocorrelation_third_magnitude(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Fraction:
    """2n max|a*a| / (sum a)^2."""
    a = _heights(instance, construction, signed=True)
    return Fraction(2 * len(a) * max(map(abs, convolution(a, a))), sum(a) ** 2)


def autocorrelation_third_signed(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Fraction:
    """2n |max(a*a)| / (sum a)^2; f*f is zero outside its support, so its maximum is at least that."""
    a = _heights(instance, construction, signed=True)
    return Fraction(2 * len(a) * abs(max(0, *convolution(a, a))), sum(a) ** 2)


def windowed_form(instance: Mapping[str, Any], construction: Mapping[str, Any]) -> Fraction:
    """Extreme of the form at the knots inside the window and, by linear interpolation, at its ends."""
    a = _heights(instance, construction, signed=not integer(instance, "nonnegative", 0, 1))
    (left, right), (low, high) = _interval(instance, "support"), _interval(instance, "window")
    if left == right:
        raise Refuted("support: empty")
    width, alone = (right - left) / len(a), integer(instance, "alone", 0, 1)
    g, start = (a, left) if alone else (integers(instance, "kernel"), _fraction(instance, "kernel_start"))
    if instance["form"] == "convolution":
        values, begin = convolution(a, g), left + start
    elif instance["form"] == "correlation":
        values, begin = correlation(a, g), start - right
    else:
        raise Refuted("form: expected convolution or correlation")
    knots = [Fraction(0), *map(Fraction, values), Fraction(0)]  # at begin, begin + width, ...

    def at(t: Fraction) -> Fraction:
        place = (t - begin) / width
        k = place.numerator // place.denominator
        if not 0 <= k < len(knots) - 1:
            return Fraction(0)
        return knots[k] + (place - k) * (knots[k + 1] - knots[k])

    candidates = [at(low), at(high)]
    candidates += [value for k, value in enumerate(knots) if low <= begin + k * width <= high]
    ratios = [value / (width * sum(a) ** 2) if alone else value / sum(a) for value in candidates]
    extremes = {"max": max(ratios), "min": min(ratios), "magnitude": max(map(abs, ratios))}
    return extremes[instance["extreme"]]


def _overlap(h: list[int], one: int, mean: Fraction, length: Fraction) -> Fraction:
    for i, v in enumerate(h):
        if not 0 <= v <= one:
            raise Refuted(f"height {i}: {v} is not in [0, {one}]")
    if sum(h) != len(h) * one * mean:
        raise Refuted(f"the heights have mean {Fraction(sum(h), len(h) * one)}, expected {mean}")
    return length * max(correlation(h, [one - v for v in h])) / (len(h) * one * one)


def _heights(instance: Mapping[str, Any], construction: Mapping[str, Any], signed: bool) -> list[int]:
    a = integers(construction, "a", integer(instance, "n", 1, MOST))
    if not signed and min(a) < 0:
        raise Refuted(f"height {a.index(min(a))} is negative")
    if sum(a) == 0:
        raise Refuted("the heights sum to zero")
    return a


def _fraction(data: Mapping[str, Any], name: str) -> Fraction:
    top, bottom = integers(data, name, 2)
    return Fraction(top, bottom)


def _interval(data: Mapping[str, Any], name: str) -> tuple[Fraction, Fraction]:
    low, high = (Fraction(*pair) for pair in rows(data, name, 2, 2))
    if low > high:
        raise Refuted(f"{name}: expected low <= high")
    return low, high


def _packed(values: Sequence[int], width: int, sign: int) -> int:
    """The entries of one sign as digits of `width` bytes."""
    return int.from_bytes(b"".join(max(0, sign * v).to_bytes(width, "little") for v in values), "little")


def _unpacked(number: int, width: int, count: int) -> list[int]:
    data = number.to_bytes(width * count, "little")
    return [int.from_bytes(data[i : i + width], "little") for i in range(0, len(data), width)]
