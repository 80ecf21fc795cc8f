"""Rounding of exact values to the honest side."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eft.evaluation.blocks.quantise import grid
from eft.evaluation.blocks.rational import down, sqrt_down, up


@given(st.fractions(min_value=-(10**9), max_value=10**9))
def test_neighbouring_doubles_enclose_the_fraction(exact: Fraction) -> None:
    low, high = down(exact), up(exact)
    assert Fraction(low) <= exact <= Fraction(high)
    assert high in (low, math.nextafter(low, math.inf))


@given(st.fractions(min_value=0, max_value=10**30))
def test_root_is_a_tight_lower_bound(exact: Fraction) -> None:
    root = sqrt_down(exact)
    assert root * root <= exact < (root + Fraction(1, 2**128)) ** 2


def test_grid_rounds_half_to_even_and_clips() -> None:
    step = 2.0**-40
    values = np.array([0.0, step, 0.5 * step, 1.5 * step, -0.5 * step, 1e300, -1e300, 5e-324])
    assert grid(values, 40, 2.0).tolist() == [0, 1, 0, 2, 0, 2**41, -(2**41), 0]
    with pytest.raises(ValueError, match="64 bits"):
        grid(values, 60, 4.0)
