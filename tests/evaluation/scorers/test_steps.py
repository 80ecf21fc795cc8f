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
from eft.evaluation.scorers.record import Score
from eft.evaluation.verify import steps as twins
from eft.evaluation.verify.certificate import check
from eft.evaluation.verify.plain import Refuted

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
    heights, knots = twin_knots(a, clip=kind in ("first", "second"))
    if kind != "second":
        peak = max(knots) if kind == "third_signed" else max(map(abs, knots))
        return Fraction(2 * len(heights) * peak, sum(heights) ** 2)
    # Simpson's rule is exact for the square of a linear piece
    pieces = [(Fraction(u) ** 2 + (u + v) ** 2 + Fraction(v) ** 2) / 6 for u, v in pairwise(knots)]
    return sum(pieces, Fraction(0)) / (sum(knots) * max(knots))


def is_rounded(value: float, exact: Fraction, side: str) -> bool:
    if side == "up":
        return Fraction(math.nextafter(value, -math.inf)) < exact <= Fraction(value)
    return Fraction(value) <= exact < Fraction(math.nextafter(value, math.inf))


def check_bound(got: Score, exact: Fraction, side: str) -> None:
    assert got.valid, got.reason
    assert got.exact == exact
    assert is_rounded(got.value, exact, side)
    assert check(got.certificate()) == exact


height = st.one_of(st.floats(0, 1), st.sampled_from([0.0, -0.0, 1.0, 0.5, 5e-324, -1.0, 2.0, 1e300, 2.0**-41, 3 * 2.0**-41]))
SCORERS = {
    "first": steps.autocorrelation_first,
    "second": steps.autocorrelation_second,
    "third_magnitude": steps.autocorrelation_third_magnitude,
    "third_signed": steps.autocorrelation_third_signed,
}
SIDES = {"first": "up", "second": "down", "third_magnitude": "up", "third_signed": "up"}


@FEW
@given(st.lists(height, min_size=1, max_size=40))
def test_any_overlap_agrees_with_twin(h: list[float]) -> None:
    check_bound(steps.erdos_overlap(np.array(h)), twin_erdos(h)[1], "up")


@pytest.mark.parametrize("n", [1, 2, 3, 31, 32, 33, 64, 65, 97])
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
    assert (got.exact, got.reason) == (1, "largest overlap at a shift of 2 of 4 pieces")
    assert steps.erdos_overlap(np.array([0.0, 0, 1, 1])).reason == "largest overlap at a shift of -2 of 4 pieces"


signed = st.one_of(st.floats(-1, 1), st.sampled_from([0.0, -0.0, 1.0, 5e-324, -5e-324, 2.0**-41, 1e-300, 1e300, -1e300, 1.7e308]))


@pytest.mark.parametrize("kind", SCORERS)
@FEW
@given(a=st.lists(signed, min_size=1, max_size=40))
def test_any_autocorrelation_agrees_with_twin(kind: str, a: list[float]) -> None:
    got = SCORERS[kind](np.array(a))
    clipped = [max(0.0, v) for v in a] if SIDES[kind] == "down" or kind == "first" else a
    if not any(clipped) or sum(twin_knots(clipped, clip=False)[0]) == 0:
        assert (got.valid, got.exact, got.reason) == (False, None, "the heights sum to zero on the grid")
    else:
        check_bound(got, twin_autocorrelation(kind, a), SIDES[kind])


@pytest.mark.parametrize("kind", SCORERS)
@pytest.mark.parametrize("n", [1, 2, 31, 32, 33, 64, 65, 66, 100, 161])
def test_autocorrelation_sizes(kind: str, n: int) -> None:
    a = np.random.default_rng(n).random(n) - (0.2 if n > 1 else 0)
    check_bound(SCORERS[kind](a), twin_autocorrelation(kind, a), SIDES[kind])


def sidon(n: int) -> list[int]:
    """Greedy set below n whose sums of two are distinct."""
    marks: list[int] = []
    for v in range(n):
        if len({a + b for a in [*marks, v] for b in [*marks, v] if a <= b}) == (len(marks) + 1) * (len(marks) + 2) // 2:
            marks.append(v)
    return marks


FILTERED = {
    "random": lambda n, rng: rng.random(n),
    "smooth": lambda n, rng: 0.5 + 0.5 * np.cos(np.linspace(0, 9, n)),
    "flat": lambda n, rng: np.full(n, 0.5) + rng.integers(-2, 3, n) * 2.0**-40,  # nearly all lags tie within a few grid units
    "sparse": lambda n, rng: (rng.random(n) < 0.05).astype(np.float64),
    "tied": lambda n, rng: np.cumprod(np.append(1, (np.arange(1, n) - 0.5) / np.arange(1, n))),  # (1-x)^(-1/2): nearly equal knots
    "sidon": lambda n, rng: np.isin(np.arange(n), sidon(n)).astype(np.float64),  # all non-zero knots are 1 or 2
    "grid": lambda n, rng: rng.integers(0, 4, n) / 4,  # sums of few bits: exact ties
    "spike": lambda n, rng: np.eye(1, n, n // 3)[0] + 1e-11 * rng.random(n),
}


@pytest.mark.parametrize("shape", FILTERED)
@pytest.mark.parametrize("n", [128, 129, 257])
def test_near_ties_agree_with_twin(shape: str, n: int) -> None:
    """An approximate transform rules lags and knots out before the exact sums; here it can rule out few, or ties are exact."""
    h = FILTERED[shape](n, np.random.default_rng(n))
    check_bound(steps.erdos_overlap(h), twin_erdos(h)[1], "up")
    for kind in ("first", "second"):
        check_bound(SCORERS[kind](h), twin_autocorrelation(kind, h), SIDES[kind])
    signed_h = h - 0.3 * h.max()
    for kind in ("third_magnitude", "third_signed"):
        check_bound(SCORERS[kind](signed_h), twin_autocorrelation(kind, signed_h), "up")


@pytest.mark.parametrize("kind", ["erdos", *SCORERS])
@pytest.mark.parametrize("n", [599, 1025, 2500])
def test_large_sizes_agree_with_kronecker_products(kind: str, n: int) -> None:
    """The certificate's twin multiplies two Python integers; sizes around those of the transform, radices 3 and 5 among them."""
    rng = np.random.default_rng(n)
    a = rng.random(n) * rng.choice([1.0, 1e-6], n) - (0.2 if "third" in kind else 0)
    got = steps.erdos_overlap(a) if kind == "erdos" else SCORERS[kind](a)
    assert check(got.certificate()) == got.exact


@pytest.mark.parametrize("n", [1, 2, 7, 600])
def test_constant_functions(n: int) -> None:
    """f*f of a box is a triangle: C1 = C3 = 2, and 2/3 of the norm ratio; the scale does not matter, denormal or huge."""
    for scale in (1.0, 5e-324, 1e308, 0.3):
        a = np.full(n, scale)
        assert steps.autocorrelation_first(a).exact == 2
        assert steps.autocorrelation_second(a).exact == Fraction(2, 3)
        assert steps.autocorrelation_third_magnitude(a).exact == 2
        assert steps.autocorrelation_third_signed(-a).exact == 2


def test_largest_sizes_stay_exact() -> None:
    """All heights at the top of the grid, where the accumulators are fullest: knots are n - |n - 1 - m| squares."""
    n = 33000
    assert steps.autocorrelation_first(np.ones(n)).exact == 2
    assert steps.autocorrelation_second(np.ones(n)).exact == Fraction(2, 3)
    assert steps.autocorrelation_third_magnitude(-np.ones(n)).exact == 2
    assert steps.erdos_overlap(np.repeat([1.0, 0.0], n // 2)).exact == 1


def test_both_variants_of_the_third() -> None:
    """a = (4, 0, -3, 1/2): knots 16 0 -24 4 9 -3 1/4; the magnitude takes 24, the signed maximum 16; 2n / (sum a)^2 = 8 / (9/4)."""
    a = np.array([4.0, 0.0, -3.0, 0.5])
    assert steps.autocorrelation_third_magnitude(a).exact == Fraction(24 * 8 * 4, 9)
    assert steps.autocorrelation_third_signed(a).exact == Fraction(16 * 8 * 4, 9)
    assert steps.autocorrelation_third_signed(-a).exact == Fraction(16 * 8 * 4, 9)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("scorer", [steps.erdos_overlap, *SCORERS.values()])
def test_not_finite_heights_are_refused(bad: float, scorer: Any) -> None:
    got = scorer(np.array([0.5, 0.5, bad, math.nan]))
    assert (got.valid, got.exact, got.reason) == (False, None, "height 2 is not finite")
    assert math.isnan(got.value)
    with pytest.raises(ValueError, match="no certificate"):
        got.certificate()


@pytest.mark.parametrize("n", [0, (1 << 20) + 1])
def test_number_of_heights(n: int) -> None:
    for scorer in (steps.erdos_overlap, *SCORERS.values()):
        assert scorer(np.zeros(n)).reason == f"expected 1 to 1048576 heights, got {n}"


def test_nearly_constant_sums_keep_only_what_they_can() -> None:
    """Spikes over a floor far below the grid: the floor is rounded away, so the value is that of the spikes alone."""
    a = np.full(200, 1e-13)
    a[[3, 50]] = 1.0
    assert steps.autocorrelation_first(a).exact == Fraction(400 * 2, 4)


# Overlap with any mean


@FEW
@given(
    st.lists(height, min_size=1, max_size=40), st.fractions(0, 1, max_denominator=30), st.fractions(Fraction(1, 9), 9, max_denominator=9)
)
def test_any_mean_agrees_with_twin(h: list[float], mean: Fraction, length: Fraction) -> None:
    got = steps.minimum_overlap(np.array(h), mean, length)
    assert got.valid
    assert got.exact is not None
    assert is_rounded(got.value, got.exact, "up")
    assert check(got.certificate()) == got.exact


def test_mean_of_one_half_on_two_is_the_overlap_of_erdos() -> None:
    h = np.random.default_rng(1).random(70)
    ours, same = steps.minimum_overlap(h, Fraction(1, 2), 2), steps.erdos_overlap(h)
    assert ours.exact == same.exact
    np.testing.assert_array_equal(ours.construction["h"], same.construction["h"])
    with pytest.raises(ValueError, match="mean"):
        steps.minimum_overlap(h, Fraction(3, 2), 2)
    with pytest.raises(ValueError, match="length"):
        steps.minimum_overlap(h, Fraction(1, 2), 0)


def test_constant_of_mean_one_third() -> None:
    """h = 1/3 on [0, 3]: the overlap at shift 0 is 3 (1/3)(2/3)."""
    got = steps.minimum_overlap(np.full(5, 0.3), Fraction(1, 3), 3)
    assert got.exact == Fraction(2, 3)
    assert len(set(got.construction["h"].tolist())) == 1


# Any form, kernel, support and window

ends = st.fractions(-3, 3, max_denominator=6)
FORMS = st.sampled_from(["convolution", "correlation"])
EXTREMES = st.sampled_from(["max", "min", "magnitude"])


@settings(FEW, max_examples=80)
@given(
    a=st.lists(signed, min_size=1, max_size=40),
    kernel=st.none() | st.lists(st.integers(-(2**40), 2**40), min_size=1, max_size=9),
    start=ends,
    left=ends,
    length=st.fractions(Fraction(1, 6), 4, max_denominator=6),
    window=st.tuples(ends, ends),
    form=FORMS,
    extreme=EXTREMES,
    nonnegative=st.booleans(),
)
def test_any_form_agrees_with_twin(
    a: list[float], kernel: Any, start: Any, left: Any, length: Any, window: Any, form: Any, extreme: Any, nonnegative: bool
) -> None:
    fixed = None if kernel is None else np.array(kernel)
    got = steps.windowed_form(
        np.array(a), support=(left, left + length), window=(min(window), max(window)), kernel=fixed, kernel_start=start, form=form,
        extreme=extreme, nonnegative=nonnegative,
    )  # fmt: skip
    if not got.valid:
        assert got.reason == "the heights sum to zero on the grid"
        return
    assert got.exact is not None
    assert abs(got.value - got.exact) <= 1e-15 * abs(got.exact)
    assert got.value <= got.exact if extreme == "min" else got.value >= got.exact
    assert check(got.certificate()) == got.exact


def test_form_without_a_kernel_is_the_first_constant() -> None:
    a = np.random.default_rng(3).random(90)
    quarter = Fraction(1, 4)
    whole = steps.windowed_form(a, support=(-quarter, quarter), window=(-1, 1))
    assert whole.exact == steps.autocorrelation_first(a).exact
    wide = steps.windowed_form(a - 0.4, support=(-quarter, quarter), window=(-1, 1), extreme="magnitude")
    assert wide.exact == steps.autocorrelation_third_magnitude(a - 0.4).exact


def test_box_in_a_window_between_knots() -> None:
    """f = 1 on [0, 1] in two pieces: its autocorrelation is 1 - |t|, so the least over [0, 1/3] is 2/3 and the largest over [1/3, 5] too."""
    box = np.ones(2)
    third = Fraction(1, 3)
    least = steps.windowed_form(box, support=(0, 1), window=(0, third), form="correlation", extreme="min")
    assert (least.exact, least.direction) == (Fraction(2, 3), "max")
    assert steps.windowed_form(box, support=(0, 1), window=(third, 5), form="correlation").exact == Fraction(2, 3)
    assert steps.windowed_form(box, support=(0, 1), window=(third, 5), form="correlation", extreme="min").exact == 0


@pytest.mark.parametrize("window", [(2, 3), (-9, -8), (2, 2)])
def test_windows_beyond_all_lags_see_zero(window: tuple[int, int]) -> None:
    for extreme in ("max", "min", "magnitude"):
        got = steps.windowed_form(np.ones(50), support=(0, 1), window=window, extreme=extreme)  # type: ignore[arg-type] # three literals
        assert (got.valid, got.exact, got.value) == (True, 0, 0.0)
        assert check(got.certificate()) == 0


def test_kernel_and_sign_of_the_integral() -> None:
    """f = 1 on [0, 1] in two pieces against g = (1, -2) on [0, 1]: f*g has knots 1/2, -1/2, -1 at 1/2, 1, 3/2; -f has the same value."""
    g = np.array([1, -2])
    for sign in (1.0, -1.0):
        values = [
            steps.windowed_form(sign * np.ones(2), support=(0, 1), window=(0, 2), kernel=g, extreme=extreme).exact  # type: ignore[arg-type]
            for extreme in ("max", "min", "magnitude")
        ]
        assert values == [Fraction(1, 2), -1, 1]


def test_instances_that_make_no_sense_are_value_errors() -> None:
    a = np.ones(4)
    for bad in (
        {"support": (1, 1), "window": (0, 1)},
        {"support": (0, 1), "window": (1, 0)},
        {"support": (0, 1), "window": (0, Fraction(1, 1 << 30))},
        {"support": (0, 1), "window": (0, 1), "extreme": "median"},
        {"support": (0, 1), "window": (0, 1), "kernel": np.array([1 << 41])},
        {"support": (0, 1), "window": (0, 1), "kernel": np.zeros(0, dtype=np.int64)},
    ):
        with pytest.raises(ValueError, match="expected"):
            steps.windowed_form(a, **bad)  # type: ignore[arg-type] # wrong on purpose


# Certificates


@pytest.mark.parametrize(
    ("problem", "instance", "construction", "reason"),
    [
        ("erdos_overlap", {"n": 2}, {"h": [1 << 40, 1]}, "mean"),
        ("erdos_overlap", {"n": 2}, {"h": [(1 << 40) + 1, -1]}, "height 0"),
        ("erdos_overlap", {"n": 3}, {"h": [1 << 39, 1 << 39]}, "expected 3 integers"),
        ("minimum_overlap", {"n": 1, "mean": [3, 2], "length": [2, 1]}, {"h": [0]}, "mean"),
        ("autocorrelation_first", {"n": 2}, {"a": [3, -1]}, "height 1 is negative"),
        ("autocorrelation_second", {"n": 2}, {"a": [0, 0]}, "sum to zero"),
        ("autocorrelation_third_signed", {"n": 2}, {"a": [1, -1]}, "sum to zero"),
    ],
)
def test_twins_refute(problem: str, instance: Any, construction: Any, reason: str) -> None:
    with pytest.raises(Refuted, match=reason):
        getattr(twins, problem)(instance, construction)


def test_certificates_hold_the_repaired_heights() -> None:
    got = steps.erdos_overlap(np.array([0.25, 0.5]))
    assert got.certificate()["construction"] == {"h": [3 << 37, 5 << 37]}
    assert got.hash != steps.erdos_overlap(np.array([0.5, 0.25])).hash
    changed = got.certificate() | {"value": "1/3"}
    with pytest.raises(Refuted, match="claims"):
        check(changed)


@FEW
@given(st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=12), st.lists(st.integers(-9, 9), min_size=1, max_size=12))
def test_products_of_the_twin(x: list[int], y: list[int]) -> None:
    plain = [sum(x[i] * y[m - i] for i in range(len(x)) if 0 <= m - i < len(y)) for m in range(len(x) + len(y) - 1)]
    assert twins.convolution(x, y) == plain
    lags = [sum(x[i] * y[i + k] for i in range(len(x)) if 0 <= i + k < len(y)) for k in range(1 - len(x), len(y))]
    assert twins.correlation(x, y) == lags
    assert twins.convolution(x, x) == twins.convolution(x, list(x))
