"""Bernstein bounds against polynomials with known maxima and against fine sampling."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from eft.evaluation.blocks.bernstein import coefficients, upper_bound

UNIT = 2**40


def bound(powers: list[Fraction], low: Fraction, high: Fraction, tolerance: int = 1 << 10) -> float:
    b = [-(-(c * UNIT).numerator // (c * UNIT).denominator) for c in coefficients(powers, low, high)]
    return upper_bound(b, tolerance) / UNIT


def test_coefficients_by_hand() -> None:
    """x^2 on [-1, 1] is 1, -1, 1; 1 + x on [0, 2] is 1, 3."""
    assert coefficients([Fraction(0), Fraction(0), Fraction(1)], Fraction(-1), Fraction(1)) == [1, -1, 1]
    assert coefficients([Fraction(1), Fraction(1)], Fraction(0), Fraction(2)) == [1, 3]
    assert coefficients([Fraction(7)], Fraction(0), Fraction(2)) == [7]


def test_maxima_known_by_hand() -> None:
    one = Fraction(1)
    assert bound([0 * one, one, -one], 0 * one, one) == pytest.approx(0.25, abs=1e-8)  # x - x^2
    assert bound([0 * one, 0 * one, -one], -one, one) == pytest.approx(0.0, abs=1e-8)  # a double root
    assert bound([3 * one], -one, one) == 3.0
    assert upper_bound([-5 * UNIT, -9 * UNIT, -7 * UNIT], 1, floor=0) == 0
    with pytest.raises(ValueError, match="tolerance"):
        upper_bound([1, 2], 0)


def test_bounds_hold_and_are_tight() -> None:
    rng = random.Random(7)
    for _ in range(60):
        powers = [Fraction(rng.randint(-50, 50)) for _ in range(rng.randint(1, 14))]
        low = Fraction(rng.randint(-8, 4), 4)
        high = low + Fraction(rng.randint(1, 8), 4)
        x = np.linspace(float(low), float(high), 20_001)
        seen = float(np.polynomial.polynomial.polyval(x, [float(a) for a in powers]).max())
        slack = 1e-6 * (1.0 + abs(seen))
        assert seen - 1e-9 * (1.0 + abs(seen)) <= bound(powers, low, high) <= seen + slack


def test_few_halvings_still_bound() -> None:
    b = [int(c * UNIT) for c in coefficients([Fraction(0), Fraction(1), Fraction(-1)], Fraction(0), Fraction(1))]
    assert upper_bound(b, 1, most=1) >= UNIT // 4
