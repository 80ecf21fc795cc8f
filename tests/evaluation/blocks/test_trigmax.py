"""Certified maxima of cosine polynomials against polynomials with known maxima and against fine sampling."""

from __future__ import annotations

import math
import random
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest

from eft.evaluation.blocks.trigmax import PI, TABLE, WORK, cosine_table, upper_bound, upper_bound_on


def test_pi() -> None:
    with localcontext() as context:
        context.prec = 60
        arctan = [sum(Decimal((-1) ** k) / ((2 * k + 1) * Decimal(m) ** (2 * k + 1)) for k in range(60)) for m in (5, 239)]
        pi = 16 * arctan[0] - 4 * arctan[1]  # Machin
        assert abs(Decimal(PI) / Decimal(2) ** WORK - pi) < Decimal(10) ** -55


@pytest.mark.parametrize("samples", [12, 100, 4160])
def test_cosine_table(samples: int) -> None:
    table = cosine_table(samples)
    expected = np.cos(2.0 * np.pi * np.arange(samples) / samples)
    assert np.abs(table / 2.0**TABLE - expected).max() < 2e-15
    assert int(table[0]) == 1 << TABLE
    assert int(table[samples // 2]) == -(1 << TABLE)
    assert abs(int(table[samples // 4])) <= 1
    root = math.isqrt((1 << 2 * TABLE) // 2)  # cos of 45 degrees
    assert abs(int(cosine_table(8 * samples)[samples]) - root) <= 1


def test_maxima_known_by_hand() -> None:
    assert 3 <= upper_bound([3], 7) <= Fraction(3000001, 1000000)
    flat = upper_bound([0, 0, 0, 5], 192)  # 5 cos 3x
    assert 5 <= flat <= 5 / Fraction(998795, 1000000)  # 1 / cos(pi / 64) = 1.001206
    assert 1 <= upper_bound_on([0, 1], 64, 0, 32) <= 1.0013
    half = upper_bound_on([0, 1], 64, 8, 32)  # cos x falls from cos(pi / 4) on
    assert 2**-0.5 <= half <= 2**-0.5 + 0.0013
    assert -1 <= upper_bound_on([0, 1], 64, 31, 33) < -0.99
    assert upper_bound_on([2, 0, -7], 128, 0, 64) >= 9  # 2 + 7 at a right angle


def test_bounds_hold_and_are_tight() -> None:
    rng = random.Random(4)
    for _ in range(100):
        n = rng.randint(1, 40)
        c = [rng.randint(-1000, 1000) for _ in range(n + 1)]
        samples = 64 * n
        first = rng.randrange(samples // 2)
        last = rng.randint(first + 1, samples // 2)
        x = np.linspace(2 * math.pi * first / samples, 2 * math.pi * last / samples, 20_001)
        seen = np.cos(np.outer(x, np.arange(n + 1))) @ np.array(c, dtype=float)
        everywhere = np.abs(np.cos(np.outer(np.linspace(0, math.pi, 20_001), np.arange(n + 1))) @ np.array(c, dtype=float)).max()
        bound = float(upper_bound_on(c, samples, first, last))
        assert seen.max() - 1e-9 <= bound <= seen.max() + 0.0013 * everywhere
        assert everywhere - 1e-9 <= float(upper_bound(c, samples)) <= everywhere * 1.00121


def test_coarse_sampling_still_bounds() -> None:
    peak = sum(range(1, 10))
    assert upper_bound(range(1, 10), 17) >= peak
    assert upper_bound_on(range(1, 10), 17, 0, 9) >= peak


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="more than 6"):
        upper_bound([1, 2, 3, 4], 6)
    with pytest.raises(ValueError, match="first < last"):
        upper_bound_on([1, 2], 64, 5, 5)
    with pytest.raises(ValueError, match="too large"):
        upper_bound([2**60, 1], 64)
