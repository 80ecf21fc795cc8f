"""Bounds of step functions against slow exact twins, lag by lag and knot by knot from the definitions."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eft.evaluation.scorers import steps
from eft.evaluation.scorers.steps import Bound

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def twin_erdos(h: Any) -> tuple[list[int], Fraction]:
    """Quantised heights and their bound, lag by lag from the definition."""
    one, n = 1 << 40, len(h)
    a = [min(one, max(0, round(Fraction(float(v)) * one))) for v in h]
    target = n * one // 2

    def moved(shift: int) -> list[int]:
        return [min(one, max(0, v + shift)) for v in a]

    low, high = -one, one + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if sum(moved(middle)) <= target else (low, middle)
    out, missing = moved(low), target - sum(moved(low))
    for i, v in enumerate(a):
        if missing and 0 <= v + low < one:
            out[i] += 1
            missing -= 1
    assert sum(out) == target
    assert missing == 0
    worst = max(sum(out[i] * (one - out[i + k]) for i in range(n) if 0 <= i + k < n) for k in range(1 - n, n))
    return out, Fraction(2 * worst, n * one * one)


def twin_knots(a: Any, clip: bool) -> tuple[list[int], list[int]]:
    """Quantised heights and f*f at its knots, zeros at both ends included."""
    values = [max(Fraction(0), Fraction(float(v))) if clip else Fraction(float(v)) for v in a]
    top, power = max(abs(v) for v in values), Fraction(1)
    while power <= top:
        power *= 2
    while power / 2 > top:
        power /= 2
    heights = [round(v / power * (1 << 40)) for v in values]
    knots = [0] * (2 * len(heights) + 1)
    for i, u in enumerate(heights):
        for j, v in enumerate(heights):
            knots[i + j + 1] += u * v
    return heights, knots


def twin_autocorrelation(kind: str, a: Any) -> Fraction:
    heights, knots = twin_knots(a, clip=kind != "third")
    if kind != "second":
        return Fraction(2 * len(heights) * max(abs(k) for k in knots), sum(heights) ** 2)
    # Simpson's rule is exact for the square of a linear piece
    pieces = [(Fraction(u) ** 2 + (u + v) ** 2 + Fraction(v) ** 2) / 6 for u, v in pairwise(knots)]
    return sum(pieces, Fraction(0)) / (sum(knots) * max(knots))


def is_rounded(value: float, exact: Fraction, side: str) -> bool:
    if side == "up":
        return Fraction(math.nextafter(value, -math.inf)) < exact <= Fraction(value)
    return Fraction(value) <= exact < Fraction(math.nextafter(value, math.inf))


def check_bound(got: Bound, exact: Fraction, side: str) -> None:
    assert got.valid, got.reason
    assert got.exact == exact
    assert is_rounded(got.value, exact, side)


height = st.one_of(st.floats(0, 1), st.sampled_from([0.0, -0.0, 1.0, 0.5, 5e-324, -1.0, 2.0, 1e300, 2.0**-41, 3 * 2.0**-41]))
SCORERS = {"first": steps.autocorrelation_first, "second": steps.autocorrelation_second, "third": steps.autocorrelation_third}
SIDES = {"first": "up", "second": "down", "third": "up"}


@FEW
@given(st.lists(height, min_size=1, max_size=40))
def test_any_overlap_agrees_with_twin(h: list[float]) -> None:
    check_bound(steps.erdos_overlap(np.array(h)), twin_erdos(h)[1], "up")


@pytest.mark.parametrize("n", [1, 2, 3, 31, 32, 33, 63, 64, 65, 97])
def test_overlap_sizes(n: int) -> None:
    rng = np.random.default_rng(n)
    for h in (rng.random(n), np.full(n, 0.9), np.full(n, 0.1), np.zeros(n), np.ones(n), np.round(rng.random(n))):
        check_bound(steps.erdos_overlap(h), twin_erdos(h)[1], "up")


@pytest.mark.parametrize("n", [1, 2, 5, 51, 600])
def test_constant_half_gives_one_half(n: int) -> None:
    assert steps.erdos_overlap(np.full(n, 0.5)).exact == Fraction(1, 2)


@pytest.mark.parametrize("n", [3, 5, 7, 51])
def test_odd_sizes_keep_the_integral_exact(n: int) -> None:
    """h = 1/3 or off by 1e-3: the sum is n/2 after repair, so nothing is gained by missing it."""
    for h in (np.full(n, 1 / 3), np.full(n, 0.5 - 1e-3), np.linspace(0, 1, n) * (1 - 1e-3)):
        heights, exact = twin_erdos(h)
        assert 2 * sum(heights) == n << 40
        check_bound(steps.erdos_overlap(h), exact, "up")


def test_two_level_functions() -> None:
    """h = 1 on the middle half of four cells: lag 2 puts both ones on zeros, (2/4) 2 = 1. h = 1 on the first half: the same."""
    assert steps.erdos_overlap(np.array([0.0, 1, 1, 0])).exact == Fraction(1, 2)
    got = steps.erdos_overlap(np.array([1.0, 1, 0, 0]))
    assert (got.exact, got.place) == (1, 2)
    assert steps.erdos_overlap(np.array([0.0, 0, 1, 1])).place == -2


signed = st.one_of(st.floats(-1, 1), st.sampled_from([0.0, -0.0, 1.0, 5e-324, -5e-324, 2.0**-41, 1e-300, 1e300, -1e300, 1.7e308]))


@pytest.mark.parametrize("kind", SCORERS)
@FEW
@given(a=st.lists(signed, min_size=1, max_size=40))
def test_any_autocorrelation_agrees_with_twin(kind: str, a: list[float]) -> None:
    got = SCORERS[kind](np.array(a))
    clipped = [max(0.0, v) for v in a] if kind != "third" else a
    if not any(clipped) or sum(twin_knots(clipped, clip=False)[0]) == 0:
        assert (got.valid, got.reason) == (False, "a: the heights sum to zero on the grid")
    else:
        check_bound(got, twin_autocorrelation(kind, a), SIDES[kind])


@pytest.mark.parametrize("kind", SCORERS)
@pytest.mark.parametrize("n", [1, 2, 15, 16, 17, 31, 32, 33, 47, 48, 49, 64, 65, 100])
def test_autocorrelation_sizes(kind: str, n: int) -> None:
    a = np.random.default_rng(n).random(n) - (0.2 if n > 1 else 0)
    check_bound(SCORERS[kind](a), twin_autocorrelation(kind, a), SIDES[kind])


FILTERED = {
    "random": lambda n, rng: rng.random(n),
    "smooth": lambda n, rng: 0.5 + 0.5 * np.cos(np.linspace(0, 9, n)),
    "flat": lambda n, rng: np.full(n, 0.5) + rng.integers(-2, 3, n) * 2.0**-40,  # nearly all lags tie within a few grid units
    "sparse": lambda n, rng: (rng.random(n) < 0.05).astype(np.float64),
    "tied": lambda n, rng: np.cumprod(np.append(1, (np.arange(1, n) - 0.5) / np.arange(1, n))),  # (1-x)^(-1/2): equal knots
    "spike": lambda n, rng: np.eye(1, n, n // 3)[0] + 1e-11 * rng.random(n),
}


@pytest.mark.parametrize("shape", FILTERED)
@pytest.mark.parametrize("n", [191, 192, 255, 256, 257])
def test_sizes_with_a_filter_agree_with_twin(shape: str, n: int) -> None:
    """From 192 pieces on an approximate transform rules most lags out before the exact sums."""
    h = FILTERED[shape](n, np.random.default_rng(n))
    check_bound(steps.erdos_overlap(h), twin_erdos(h)[1], "up")
    check_bound(steps.autocorrelation_first(h), twin_autocorrelation("first", h), "up")
    signed_h = h - 0.3 * h.max()
    check_bound(steps.autocorrelation_third(signed_h), twin_autocorrelation("third", signed_h), "up")


@pytest.mark.parametrize("n", [1, 2, 7, 600])
def test_constant_functions(n: int) -> None:
    """f*f of a box is a triangle: C1 = C3 = 2, and 2/3 of the norm ratio; the scale does not matter, denormal or huge."""
    for scale in (1.0, 5e-324, 1e308, 0.3):
        a = np.full(n, scale)
        assert steps.autocorrelation_first(a).exact == 2
        assert steps.autocorrelation_second(a).exact == Fraction(2, 3)
        assert steps.autocorrelation_third(a).exact == 2


def test_largest_sizes_stay_exact() -> None:
    """All heights at the top of the grid, where the accumulators are fullest: knots are n - |n - 1 - m| squares."""
    n = 9000
    assert steps.autocorrelation_first(np.ones(n)).exact == 2
    assert steps.autocorrelation_second(np.ones(n)).exact == Fraction(2, 3)
    assert steps.autocorrelation_third(-np.ones(n)).exact == 2
    assert steps.erdos_overlap(np.repeat([1.0, 0.0], n // 2)).exact == 1


def test_third_takes_the_magnitude() -> None:
    """a = (-1, 1, -1, 2, 2): knots 1 -2 3 -6 1 0 0 8 4, so max and max|.| agree; negating one end makes a negative knot the largest."""
    a = np.array([3.0, -4.0, 3.0])
    knots = np.convolve(a, a)  # 9 -24 34 -24 9
    assert steps.autocorrelation_third(a).exact == Fraction(6 * int(np.abs(knots).max()), 4)
    b = np.array([4.0, 0.0, -3.0, 0.5])  # -24 beats 16
    assert steps.autocorrelation_third(b).exact == Fraction(8 * 24 * 4, 9)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("name", ["h", "a"])
def test_not_finite_heights_are_refused(bad: float, name: str) -> None:
    values = np.array([0.5, 0.5, bad, math.nan])
    for scorer in [steps.erdos_overlap] if name == "h" else SCORERS.values():
        got = scorer(values)
        assert (got.valid, got.reason) == (False, f"{name}[2] is not finite")
        assert math.isnan(got.value)
