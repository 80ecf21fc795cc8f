"""The compiled scorers against slow exact twins that share nothing with them but the definition."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eft import _scorers
from eft.evaluation import scorers
from eft.evaluation.scorers import Bound, Packing

UNIT = 2.0**-46
ONE = 1 << 46
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=_scorers.simd_levels(), autouse=True)
def level(request: pytest.FixtureRequest) -> Iterator[str]:
    before = _scorers.simd_level()
    _scorers.set_simd_level(request.param)
    yield request.param
    _scorers.set_simd_level(before)


# Twins


def twin_packing(width: int, x: Any, y: Any, r: Any) -> tuple[int, int, Callable[[int, str], bool]]:
    """(sum of repaired radii, least shrink) over 2^46, by bisection on the shrink; and whether a constraint holds at a shrink."""
    height = 2 * ONE - width if width != ONE else ONE
    X, Y = ([round(Fraction(float(v)) * ONE) for v in column] for column in (x, y))
    R = [min(ONE, round(Fraction(float(v)) * ONE)) for v in r]
    n = len(X)

    def holds(v: int, only: str = "") -> bool:
        rest = [max(0, value - v) for value in R]
        for i in range(n):
            rooms = {"left": X[i], "right": width - X[i], "lower": Y[i], "upper": height - Y[i]}
            for side, room in rooms.items():
                if only in ("", f"circle {i} crosses the {side} wall") and rest[i] > room:
                    return False
        for i in range(n):
            for j in range(i):
                wanted = only in ("", f"circles {j} and {i} overlap")
                if wanted and (X[i] - X[j]) ** 2 + (Y[i] - Y[j]) ** 2 < (rest[i] + rest[j]) ** 2:
                    return False
        return True

    low, high = -1, 2 * ONE
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return sum(max(0, value - high) for value in R), high, holds


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


# Packings


def arrays(*columns: Any) -> list[Any]:
    return [np.array(c, dtype=np.float64) for c in columns]


def check_packing(got: Packing, width: int, x: Any, y: Any, r: Any) -> None:
    total, shrink, holds = twin_packing(width, x, y, r)
    assert got.valid, got.reason
    assert got.exact == Fraction(total, ONE)
    assert Fraction(got.worst_violation) == Fraction(shrink, ONE)
    assert is_rounded(got.value, got.exact, "down")
    assert sum(Fraction(float(v)) for v in got.radii) == got.exact
    assert (got.worst == "") == (shrink == 0)
    if shrink:
        assert holds(shrink, got.worst)
        assert not holds(shrink - 1, got.worst)


coordinate = st.one_of(
    st.floats(0, 1),
    st.sampled_from([0.0, -0.0, 1.0, 0.5, 5e-324, 2.0**-47, 3 * 2.0**-47, -(2.0**-48), 1 - 2.0**-53, 1 + 2.0**-48]),
    st.integers(0, 8).map(lambda k: k / 8),
)
radius = st.one_of(st.floats(0, 0.3), st.sampled_from([0.0, -0.0, 5e-324, 0.125, 0.125 + UNIT, 0.5, 1.0, 2.0, 1e300]))


@FEW
@given(st.lists(st.tuples(coordinate, coordinate, radius), min_size=1, max_size=20))
def test_any_packing_agrees_with_twin(disks: list[tuple[float, float, float]]) -> None:
    x, y, r = arrays(*zip(*disks, strict=True))
    check_packing(scorers.circles_in_square(x, y, r), ONE, x, y, r)


@FEW
@given(st.floats(2.0**-40, 2 - 2.0**-40), st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 0.3)), min_size=1, max_size=12))
def test_any_rectangle_agrees_with_twin(w: float, disks: list[tuple[float, float, float]]) -> None:
    x, y, r = arrays(*zip(*disks, strict=True))
    x, y = x * (round(w * ONE) / ONE), y * (2 - round(w * ONE) / ONE)
    got = scorers.circles_in_rectangle(w, x, y, r)
    check_packing(got, round(Fraction(w) * ONE), x, y, r)


@pytest.mark.parametrize("seed", range(3))
def test_near_touching_grid_agrees_with_twin(seed: int) -> None:
    """Every pair of neighbours within two grid units of touching: the filter can decide hardly any."""
    rng = np.random.default_rng(seed)
    x, y = (v.ravel() for v in np.meshgrid((np.arange(6) + 0.5) / 6, (np.arange(6) + 0.5) / 6))
    x, y = (v + rng.integers(-2, 3, 36) * UNIT for v in (x, y))
    r = 1 / 12 + rng.integers(-2, 3, 36) * UNIT
    check_packing(scorers.circles_in_square(x, y, r), ONE, x, y, r)


def test_touching_and_one_unit_over() -> None:
    x, y, r = arrays([0.25, 0.75], [0.25, 0.25], [0.25, 0.25])
    got = scorers.circles_in_square(x, y, r)
    assert (got.exact, got.worst) == (Fraction(1, 2), "")
    r[0] = math.nextafter(0.25, 1)  # rounds back to the grid
    assert scorers.circles_in_square(x, y, r).exact == Fraction(1, 2)
    r[0] = 0.25 + UNIT
    got = scorers.circles_in_square(x, y, r)
    assert got.worst == "circle 0 crosses the left wall"
    assert got.exact == Fraction(1, 2) - Fraction(1, ONE)  # both lose one unit, the first from one more


@pytest.mark.parametrize(("extra", "shrink"), [(-1, 0), (0, 0), (1, 1), (2, 1), (3, 2)])
def test_pythagorean_pair_is_decided_exactly(extra: int, shrink: int) -> None:
    """Centres at distance exactly 5/16 (3-4-5): touching holds, one unit more does not; two units of overlap cost each disk one."""
    x, y, r = arrays([6 / 16, 9 / 16], [6 / 16, 10 / 16], [5 / 32, 5 / 32 + extra * UNIT])
    got = scorers.circles_in_square(x, y, r)
    assert got.worst_violation == shrink * UNIT
    assert got.exact == Fraction(5, 16) + Fraction(extra - 2 * shrink, ONE)


def test_point_inside_a_disk_is_a_violation() -> None:
    """A radius-0 disk inside another one: halving the overlap would not separate them."""
    x, y, r = arrays([0.5, 0.6], [0.5, 0.5], [0.3, 0.0])
    got = scorers.circles_in_square(x, y, r)
    check_packing(got, ONE, x, y, r)
    assert got.value == pytest.approx(0.1, abs=1e-12)
    same = scorers.circles_in_square(*arrays([0.5, 0.5], [0.5, 0.5], [0.2, 0.0]))
    assert (same.exact, same.worst) == (0, "circles 0 and 1 overlap")


def test_known_packings() -> None:
    grid = (np.arange(5) + 0.5) / 5
    x, y = (np.append(v.ravel(), 0.2) for v in np.meshgrid(grid, grid))
    r = np.append(np.full(25, 0.1), (math.sqrt(2) - 1) / 10)
    assert scorers.circles_in_square(x, y, r).value == pytest.approx(2.5 + (math.sqrt(2) - 1) / 10, abs=1e-12)
    assert scorers.circles_in_square(*arrays([0.5], [0.5], [0.5])).exact == Fraction(1, 2)
    assert scorers.circles_in_rectangle(0.5, *arrays([0.25, 0.25], [0.25, 1.25], [0.25, 0.25])).exact == Fraction(1, 2)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        (0, math.nan, "circle 1: not finite"),
        (1, math.inf, "circle 1: not finite"),
        (2, -math.inf, "circle 1: not finite"),
        (2, math.nan, "circle 1: not finite"),
        (2, math.inf, "circle 1: not finite"),
        (0, -UNIT, "circle 1: centre outside the container"),
        (0, 1 + UNIT, "circle 1: centre outside the container"),
        (1, 1e300, "circle 1: centre outside the container"),
        (2, -UNIT, "circle 1: negative radius"),
        (2, -1e300, "circle 1: negative radius"),
    ],
)
@pytest.mark.parametrize("n", [2, 9])
def test_refused_packings(column: int, value: float, reason: str, n: int) -> None:
    columns = arrays(np.linspace(0.1, 0.9, n), np.full(n, 0.5), np.full(n, 0.01))
    columns[column][1] = value
    got = scorers.circles_in_square(*columns)
    assert (got.valid, got.reason) == (False, reason)
    assert math.isnan(got.value)
    with pytest.raises(ValueError, match="no exact value"):
        _ = got.exact
    batch = scorers.circles_in_square_batch(*(np.stack([c, c]) for c in columns))
    assert batch[1].reason == reason
    assert np.isnan(batch.value).all()


@pytest.mark.parametrize("w", [0.0, 2.0, -1.0, 2.0**-48, 2 - 2.0**-48, 3.0, math.nan, math.inf])
def test_refused_widths(w: float) -> None:
    assert scorers.circles_in_rectangle(w, *arrays([0.0], [0.0], [0.0])).reason == "w: expected 0 < w < 2"


def test_many_disks_are_feasible_and_shrunk_least() -> None:
    n = 700
    rng = np.random.default_rng(1)
    x, y, r = rng.random(n), rng.random(n), rng.random(n) * 0.01
    got = scorers.circles_in_square(x, y, r)
    X, Y, R = (np.array([round(Fraction(float(v)) * ONE) for v in column], dtype=object) for column in (x, y, r))
    shrink = round(Fraction(got.worst_violation) * ONE)
    squared = (X[:, None] - X) ** 2 + (Y[:, None] - Y) ** 2 + np.diag([4 * ONE * ONE] * n)
    for v, holds in ((shrink, True), (shrink - 1, False)):
        rest = np.maximum(R - v, 0)
        walls = np.minimum(np.minimum(X, ONE - X), np.minimum(Y, ONE - Y))
        assert bool(((rest[:, None] + rest) ** 2 <= squared).all() and (rest <= walls).all()) == holds
    assert got.exact == Fraction(int(np.maximum(R - shrink, 0).sum()), ONE)


def test_more_disks_than_a_double_sum_holds() -> None:
    side = 200
    grid = (np.arange(side) + 0.5) / side
    x, y = (v.ravel() for v in np.meshgrid(grid, grid))
    got = scorers.circles_in_square(x, y, np.full(side * side, 0.49 / side))
    assert is_rounded(got.value, got.exact, "down")
    assert got.value == pytest.approx(98)
    assert got.worst == ""


# Step functions


def check_bound(got: Bound, exact: Fraction, side: str) -> None:
    assert got.valid, got.reason
    assert got.exact == exact
    assert is_rounded(got.value, exact, side)


height = st.one_of(st.floats(0, 1), st.sampled_from([0.0, -0.0, 1.0, 0.5, 5e-324, -1.0, 2.0, 1e300, 2.0**-41, 3 * 2.0**-41]))
SCORERS = {"first": scorers.autocorrelation_first, "second": scorers.autocorrelation_second, "third": scorers.autocorrelation_third}
BATCHES = {
    "first": scorers.autocorrelation_first_batch,
    "second": scorers.autocorrelation_second_batch,
    "third": scorers.autocorrelation_third_batch,
}
SIDES = {"first": "up", "second": "down", "third": "up"}


@FEW
@given(st.lists(height, min_size=1, max_size=40))
def test_any_overlap_agrees_with_twin(h: list[float]) -> None:
    check_bound(scorers.erdos_overlap(np.array(h)), twin_erdos(h)[1], "up")


@pytest.mark.parametrize("n", [1, 2, 3, 31, 32, 33, 63, 64, 65, 97])
def test_overlap_sizes(n: int) -> None:
    rng = np.random.default_rng(n)
    for h in (rng.random(n), np.full(n, 0.9), np.full(n, 0.1), np.zeros(n), np.ones(n), np.round(rng.random(n))):
        check_bound(scorers.erdos_overlap(h), twin_erdos(h)[1], "up")


@pytest.mark.parametrize("n", [1, 2, 5, 51, 600])
def test_constant_half_gives_one_half(n: int) -> None:
    assert scorers.erdos_overlap(np.full(n, 0.5)).exact == Fraction(1, 2)


@pytest.mark.parametrize("n", [3, 5, 7, 51])
def test_odd_sizes_keep_the_integral_exact(n: int) -> None:
    """h = 1/3 or off by 1e-3: the sum is n/2 after repair, so nothing is gained by missing it."""
    for h in (np.full(n, 1 / 3), np.full(n, 0.5 - 1e-3), np.linspace(0, 1, n) * (1 - 1e-3)):
        heights, exact = twin_erdos(h)
        assert 2 * sum(heights) == n << 40
        check_bound(scorers.erdos_overlap(h), exact, "up")


def test_two_level_functions() -> None:
    """h = 1 on the middle half of four cells: lag 2 puts both ones on zeros, (2/4) 2 = 1. h = 1 on the first half: the same."""
    assert scorers.erdos_overlap(np.array([0.0, 1, 1, 0])).exact == Fraction(1, 2)
    got = scorers.erdos_overlap(np.array([1.0, 1, 0, 0]))
    assert (got.exact, got.place) == (1, 2)
    assert scorers.erdos_overlap(np.array([0.0, 0, 1, 1])).place == -2


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
    check_bound(scorers.erdos_overlap(h), twin_erdos(h)[1], "up")
    check_bound(scorers.autocorrelation_first(h), twin_autocorrelation("first", h), "up")
    signed_h = h - 0.3 * h.max()
    check_bound(scorers.autocorrelation_third(signed_h), twin_autocorrelation("third", signed_h), "up")


@pytest.mark.parametrize("n", [1, 2, 7, 600])
def test_constant_functions(n: int) -> None:
    """f*f of a box is a triangle: C1 = C3 = 2, and 2/3 of the norm ratio; the scale does not matter, denormal or huge."""
    for scale in (1.0, 5e-324, 1e308, 0.3):
        a = np.full(n, scale)
        assert scorers.autocorrelation_first(a).exact == 2
        assert scorers.autocorrelation_second(a).exact == Fraction(2, 3)
        assert scorers.autocorrelation_third(a).exact == 2


def test_largest_sizes_stay_exact() -> None:
    """All heights at the top of the grid, where the accumulators are fullest: knots are n - |n - 1 - m| squares."""
    n = 9000
    assert scorers.autocorrelation_first(np.ones(n)).exact == 2
    assert scorers.autocorrelation_second(np.ones(n)).exact == Fraction(2, 3)
    assert scorers.autocorrelation_third(-np.ones(n)).exact == 2
    assert scorers.erdos_overlap(np.repeat([1.0, 0.0], n // 2)).exact == 1


def test_third_takes_the_magnitude() -> None:
    """a = (-1, 1, -1, 2, 2): knots 1 -2 3 -6 1 0 0 8 4, so max and max|.| agree; negating one end makes a negative knot the largest."""
    a = np.array([3.0, -4.0, 3.0])
    knots = np.convolve(a, a)  # 9 -24 34 -24 9
    assert scorers.autocorrelation_third(a).exact == Fraction(6 * int(np.abs(knots).max()), 4)
    b = np.array([4.0, 0.0, -3.0, 0.5])  # -24 beats 16
    assert scorers.autocorrelation_third(b).exact == Fraction(8 * 24 * 4, 9)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("name", ["h", "a"])
def test_not_finite_heights_are_refused(bad: float, name: str) -> None:
    values = np.array([0.5, 0.5, bad, math.nan])
    for scorer in [scorers.erdos_overlap] if name == "h" else SCORERS.values():
        got = scorer(values)
        assert (got.valid, got.reason) == (False, f"{name}[2] is not finite")
        assert math.isnan(got.value)


# Batches, paths, threads, border


def test_batches_equal_single_calls() -> None:
    rng = np.random.default_rng(0)
    x, y, r = rng.random((9, 26)), rng.random((9, 26)), rng.random((9, 26)) * 0.1
    w = 0.5 + rng.random(9)
    x[3, 4] = math.nan
    square, rectangle = scorers.circles_in_square_batch(x, y, r), scorers.circles_in_rectangle_batch(w, x * 0.5, y * 0.5, r)
    for b in range(9):
        for batch, one in (
            (square, scorers.circles_in_square(x[b], y[b], r[b])),
            (rectangle, scorers.circles_in_rectangle(w[b], x[b] * 0.5, y[b] * 0.5, r[b])),
        ):
            got = batch[b]
            for name in ("valid", "reason", "worst", "worst_violation", "units"):
                assert getattr(got, name) == getattr(one, name)
            np.testing.assert_array_equal(got.radii, one.radii)
            np.testing.assert_array_equal(batch.value[b], one.value)
            assert batch.valid[b] == one.valid
    a = rng.random((5, 70))
    a[2, 1] = math.inf
    for scorer, many in [(scorers.erdos_overlap, scorers.erdos_overlap_batch), *((SCORERS[k], BATCHES[k]) for k in SCORERS)]:
        batch = many(a)
        assert len(batch) == 5
        for b in range(5):
            one = scorer(a[b])
            assert repr(batch[b]) == repr(one)
            assert (batch[b].numerator, batch[b].denominator) == (one.numerator, one.denominator)


@pytest.mark.parametrize("count", [0, 1])
def test_small_batches(count: int) -> None:
    zeros = np.zeros((count, 3))
    assert len(scorers.circles_in_square_batch(zeros, zeros, zeros)) == count
    assert len(scorers.erdos_overlap_batch(zeros)) == count


def test_paths_give_the_same_bits(level: str) -> None:
    rng = np.random.default_rng(5)
    h, (x, y, r) = rng.random(601), rng.random((3, 100))

    def everything() -> list[str]:
        bounds = [s(h) for s in (scorers.erdos_overlap, *SCORERS.values())]
        disks = scorers.circles_in_square(x, y, r * 0.1)
        return [repr(b) + str(b.exact) for b in bounds] + [repr(disks) + str(disks.exact) + disks.radii.tobytes().hex()]

    here = everything()
    _scorers.set_simd_level("portable")
    assert here == everything()
    assert level in _scorers.simd_levels()


def test_unknown_simd_level_is_refused() -> None:
    before = _scorers.simd_level()
    with pytest.raises(ValueError, match="no mmx"):
        _scorers.set_simd_level("mmx")
    assert _scorers.simd_level() == before


def test_threads_do_not_mix() -> None:
    rng = np.random.default_rng(2)
    rows = [rng.random(int(n)) for n in rng.integers(1, 300, 40)]
    expected = [scorers.erdos_overlap(h).numerator for h in rows]
    with ThreadPoolExecutor(4) as pool:
        assert [b.numerator for b in pool.map(scorers.erdos_overlap, rows)] == expected


@pytest.mark.parametrize(
    "wrong",
    [
        [0.5, 0.5],
        (0.5, 0.5),
        np.array([0.5, 0.5], dtype=np.float32),
        np.array([1, 0]),
        np.array([True, False]),
        np.array([0.5, 0.5j]),
        np.array([0.5, 0.5], dtype=object),
        np.array([0.5, 0.5], dtype=">f8"),
        np.linspace(0, 1, 4)[::2],
        np.frombuffer(bytes(17), dtype=np.uint8)[1:].view(np.float64),
        None,
        "ab",
    ],
    ids=lambda v: f"{type(v).__name__}-{getattr(v, 'dtype', '')}",
)
def test_wrong_types_are_type_errors(wrong: Any) -> None:
    good = np.array([0.5, 0.5])
    for call in (
        lambda: scorers.erdos_overlap(wrong),
        lambda: scorers.autocorrelation_second(wrong),
        lambda: scorers.circles_in_square(good, good, wrong),
        lambda: scorers.circles_in_square(wrong, good, good),
    ):
        with pytest.raises(TypeError):
            call()


def test_wrong_shapes_name_the_expected_one() -> None:
    one, two = np.zeros(3), np.zeros((2, 3))
    with pytest.raises(ValueError, match=r"h: expected shape \(n,\) with 1 <= n <= 1048576, got \(2, 3\)"):
        scorers.erdos_overlap(two)
    with pytest.raises(ValueError, match=r"a: expected shape \(n,\) .*, got \(0,\)"):
        scorers.autocorrelation_first(np.zeros(0))
    with pytest.raises(ValueError, match=r"y: expected shape \(3,\), got \(4,\)"):
        scorers.circles_in_square(one, np.zeros(4), one)
    with pytest.raises(ValueError, match=r"a: expected shape \(batch, n\) .*, got \(3,\)"):
        scorers.autocorrelation_first_batch(one)
    with pytest.raises(ValueError, match=r"r: expected shape \(2, 3\), got \(3, 2\)"):
        scorers.circles_in_square_batch(two, two, np.zeros((3, 2)))
    with pytest.raises(ValueError, match=r"w: expected shape \(2,\), got \(3,\)"):
        scorers.circles_in_rectangle_batch(one, two, two, two)


def test_stub_is_up_to_date(level: str, tmp_path: Path) -> None:
    """Regenerate with `python -m pybind11_stubgen eft._scorers -o .` in the repository root."""
    pytest.importorskip("pybind11_stubgen")
    if level != "portable":
        pytest.skip("once is enough")
    subprocess.run([sys.executable, "-m", "pybind11_stubgen", "eft._scorers", "-o", str(tmp_path)], check=True, capture_output=True)
    committed = Path(__file__).parents[2] / "eft" / "_scorers.pyi"
    assert (tmp_path / "eft" / "_scorers.pyi").read_text() == committed.read_text()
