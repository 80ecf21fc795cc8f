"""Expressions as data: evaluation against fractions and the C library, scores against plain Python, on every path."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.blocks.lawgen import law_points
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.scorers.regression import BINARY, OPERATORS, UNARY, Fit, law_fit, postfix, values

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Floats = NDArray[np.float64]
INSIDE = (np.array([[0.0, 1.0, 2.0, 3.0]]), np.array([1.0, 3.0, 5.0, 7.0]))  # y = 2 x + 1
OUTSIDE = (np.array([[4.0, 5.0]]), np.array([9.0, 11.0]))


def fit(text: str, **limits: Any) -> Fit:
    return law_fit(*postfix(text), INSIDE, OUTSIDE, 4.0, **limits)


def at(text: str, *x: float) -> float:
    return float(values(*postfix(text), np.array([[one] for one in x]))[0])


BY_DEFINITION: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b, "div": lambda a, b: a / b, "min": min, "max": max,
}  # fmt: skip


def slow(text: str, x: list[Any], number: type) -> Any:
    """Slow twin for + - * / neg abs min max, in floats (the same IEEE operations) or in fractions."""
    stack: list[Any] = []
    for word in text.split():
        if word in BY_DEFINITION:
            second, first = stack.pop(), stack.pop()
            stack.append(BY_DEFINITION[word](first, second))
        elif word in ("neg", "abs"):
            stack.append(-stack.pop() if word == "neg" else abs(stack.pop()))
        else:
            stack.append(x[int(word[1:])] if word[0] == "x" else number(word))
    (value,) = stack
    return value


def test_scores_by_hand() -> None:
    exact = fit("x0 2 mul 1 add")
    assert (exact.valid, exact.nmse_in, exact.nmse_out, exact.value) == (True, 0.0, 0.0, pytest.approx(-13, abs=1e-12))
    mean = fit("4")  # variances 5 and 1; errors out of range 5 and 7: (25 + 49) / 2
    assert (mean.nmse_in, mean.nmse_out) == (1.0, 37.0)
    assert mean.value == pytest.approx(math.log10(37) / 2, abs=1e-14)
    shifted = fit("x0 2 mul 2 add")
    assert (shifted.nmse_in, shifted.nmse_out) == (0.2, 1.0)


def test_predictions_that_are_not_finite_count_as_the_training_mean() -> None:
    for text in ("x0 x0 sub 0 div", "1 0 div", "0 log", "x0 neg 1 sub log", "1e200", "x0 1e160 mul 1e200 add", "1000 exp", "2000000 sin"):
        got = fit(text)
        assert (got.replaced_in, got.replaced_out, got.nmse_in, got.nmse_out) == (4, 2, 1.0, 37.0), text
    some = fit("x0 1 sub log")  # -inf at 1, NaN at 0, 0 at 2, ln 2 at 3
    assert (some.replaced_in, some.replaced_out) == (2, 0)
    assert some.nmse_in == pytest.approx((9 + 1 + 25 + (math.log(2) - 7) ** 2) / 4 / 5)
    assert fit("1 1 0 div div").replaced_in == 0  # 1/inf is 0 again


@pytest.mark.parametrize(
    ("text", "limits", "reason"),
    [
        ("", {}, "0 nodes, expected 1 to 60"),
        ("x0 " + "neg " * 60, {}, "61 nodes, expected 1 to 60"),
        ("x0 neg neg", {"nodes": 2}, "3 nodes, expected 1 to 2"),
        ("x0 neg neg", {"depth": 2}, "node 2: depth 3, at most 2"),
        ("x1", {}, "node 0: variable 1, expected 0..0"),
        ("x0 add", {}, "node 1: operator 11 lacks an operand"),
        ("neg", {}, "node 0: operator 2 lacks an operand"),
        ("x0 x0", {}, "the expression leaves 2 values, expected one"),
        ("x0 sin", {"allowed": ["variable", "constant", "add"]}, "node 1: operator 7 is not allowed"),
        ("x0 nan add", {}, "constant 0 is not finite"),
        ("x0 inf -inf add add", {}, "constant 0 is not finite"),
    ],
)
def test_refused_expressions(text: str, limits: dict[str, Any], reason: str) -> None:
    got = fit(text, **limits)
    assert (got.valid, got.reason) == (False, reason)
    assert math.isnan(got.value)


@pytest.mark.parametrize("extreme", [-(2**63), -1, 2**63 - 1])
def test_extreme_codes_are_named(extreme: int) -> None:
    for ops, reason in (
        ([[extreme, 0]], f"node 0: there is no operator {extreme}"),
        ([[0, extreme]], f"node 0: variable {extreme}, expected 0..0"),
        ([[1, extreme]], f"node 0: constant {extreme}, expected 0..0"),
        ([[0, 0], [2, extreme]], f"node 1: index {extreme}, operators have index 0"),
    ):
        assert law_fit(np.array(ops), np.array([1.0]), INSIDE, OUTSIDE, 4.0).reason == reason
    assert law_fit(np.array([[len(OPERATORS), 0]]), np.array([]), INSIDE, OUTSIDE, 4.0).reason == "node 0: there is no operator 18"


def test_limits_are_reached_exactly() -> None:
    assert fit("x0 " + "neg " * 59).valid
    assert fit("x0 neg neg", nodes=3, depth=3).valid
    wide = "x0 " * 128 + "add " * 127
    assert fit(wide, nodes=256).nmse_in == pytest.approx(sum((128 * x - 2 * x - 1) ** 2 for x in range(4)) / 4 / 5)


@pytest.mark.parametrize(
    "call",
    [
        lambda: fit("x0", nodes=257),
        lambda: fit("x0", depth=0),
        lambda: fit("x0", allowed=["sinh"]),
        lambda: law_fit(*postfix("x0"), INSIDE, OUTSIDE, math.nan),
        lambda: law_fit(*postfix("x0"), (INSIDE[0], INSIDE[1][:3]), OUTSIDE, 0.0),
        lambda: law_fit(*postfix("x0"), INSIDE, (OUTSIDE[0], np.array([9.0, 9.0])), 0.0),
        lambda: law_fit(*postfix("x0"), INSIDE, (OUTSIDE[0], np.array([9.0, math.inf])), 0.0),
        lambda: law_fit(*postfix("x0"), INSIDE, (np.zeros((2, 2)), OUTSIDE[1]), 0.0),
        lambda: law_fit(np.zeros((1, 3), dtype=np.int64), np.array([]), INSIDE, OUTSIDE, 0.0),
        lambda: values(*postfix("x0 x0"), np.zeros((1, 2))),
        lambda: postfix("x0 sinh"),
    ],
)
def test_wrong_points_and_limits_are_errors(call: Callable[[], object]) -> None:
    with pytest.raises(ValueError):
        call()


@st.composite
def expressions(draw: st.DrawFn) -> str:
    leaf = st.sampled_from(["x0", "x1", "2", "-0.5", "3.25"])
    words = st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(["neg", "abs"])).map(" ".join),
            st.tuples(inner, inner, st.sampled_from(["add", "sub", "mul", "div", "min", "max"])).map(" ".join),
        ),
        max_leaves=5,
    )
    return draw(words)


@FEW
@given(expressions(), st.lists(st.tuples(st.integers(-64, 64), st.integers(-64, 64)), min_size=1, max_size=70))
def test_arithmetic_agrees_with_floats_and_fractions(text: str, points: list[tuple[int, int]]) -> None:
    x = np.array(points, dtype=np.float64).T / 16
    got = values(*postfix(text), np.ascontiguousarray(x))
    for value, point in zip(got.tolist(), points, strict=True):
        try:
            assert value == slow(text, [one / 16 for one in point], float)
            if "div" not in text:  # at most 5 factors of at most 7 bits: doubles hold all of it
                assert Fraction(value) == slow(text, [Fraction(one, 16) for one in point], Fraction)
        except ZeroDivisionError:
            assert not math.isfinite(value) or "div" in text.split()[:-1]  # IEEE goes on: 1 / (1 / 0) is 0


FUNCTIONS: dict[str, tuple[Callable[[float], float], float, float]] = {
    "exp": (math.exp, -700, 700), "log": (math.log, 1e-300, 1e300), "sin": (math.sin, -1e6, 1e6), "cos": (math.cos, -1e6, 1e6),
    "tan": (math.tan, -1.5, 1.5), "tanh": (math.tanh, -30, 30), "sqrt": (math.sqrt, 0, 1e300), "abs": (abs, -9, 9), "neg": (lambda x: -x, -9, 9),
}  # fmt: skip


@pytest.mark.parametrize("name", UNARY)
def test_functions_against_the_c_library(name: str) -> None:
    function, low, high = FUNCTIONS[name]
    u = np.random.default_rng(1).random(2000)
    x = np.exp(np.log(low) + u * (np.log(high) - np.log(low))) if name == "log" else low + u * (high - low)
    x = np.concatenate([x, np.clip(np.linspace(-2, 2, 401), low, high)])
    got = values(*postfix(f"x0 {name}"), x[None])
    expected = np.array([function(one) for one in x.tolist()])
    slack = 2.0**-51 if name in ("sin", "cos") else 6 * 2.0**-52 * np.abs(expected)
    assert (np.abs(got - expected) <= slack).all(), np.abs(got - expected).max()


def test_functions_at_their_ends() -> None:
    assert [at("x0 exp", x) for x in (0.0, 1000.0, -1000.0, math.inf, -math.inf)] == [1.0, math.inf, 0.0, math.inf, 0.0]
    assert at("x0 exp", 709.7) == pytest.approx(math.exp(709.7), rel=1e-12)
    assert at("x0 exp", -744.0) == pytest.approx(math.exp(-744.0), abs=1e-323)
    assert [at("x0 log", x) for x in (1.0, 0.0, -0.0, math.inf)] == [0.0, -math.inf, -math.inf, math.inf]
    assert at("x0 log", 5e-324) == pytest.approx(math.log(5e-324), rel=1e-15)
    assert [at("x0 tanh", x) for x in (0.0, 400.0, -400.0, -math.inf)] == [0.0, 1.0, -1.0, -1.0]
    assert at("x0 sin", 1e6) == pytest.approx(math.sin(1e6), abs=2.0**-51)
    for text in ("x0 log", "x0 sin", "x0 exp", "x0 tanh", "x0 sqrt", "x0 1 min", "1 x0 min", "x0 1 max", "1 x0 max", "x0 2 pow"):
        assert math.isnan(at(text, math.nan)), text
    for text in ("-1 log", "-1 sqrt", "1000001 sin", "1000001 cos", "1000001 tan", "-2 0.5 pow", "-2 1025 pow"):
        assert math.isnan(at(text, 0.0)), text


@pytest.mark.parametrize("b", [0.0, 1.0, 2.0, 3.0, 17.0, 1024.0, -1.0, -2.0, 0.5, -2.75, 1025.0])
def test_powers(b: float) -> None:
    for a in (0.25, 0.875, 1.0, 1.0625, 3.0):
        expected = math.pow(a, b) if abs(b * math.log(a)) < 700 else math.inf if b * math.log(a) > 0 else 0.0
        got = at(f"x0 {b} pow", a)
        assert got == pytest.approx(expected, rel=2.0**-48 * (1 + abs(b * math.log(a))), abs=1e-300)
        if b == int(b) and abs(b) <= 1024:
            assert at(f"x0 {b} pow", -a) == (-got if b % 2 else got)
    assert at(f"x0 {b} pow", 0.0) == (1.0 if b == 0 else 0.0 if b > 0 else math.inf)


def test_a_power_does_not_hang_on_its_neighbours() -> None:
    rng = np.random.default_rng(2)
    x = np.stack([rng.uniform(-3, 3, 130), rng.choice([2.0, -3.0, 0.5, 11.0, 2000.5], 130)])
    together = values(*postfix("x0 x1 pow"), x)
    assert [at("x0 x1 pow", *column) for column in x.T] == pytest.approx(together.tolist(), rel=0, abs=0, nan_ok=True)


def test_every_path_gives_the_same_bits() -> None:
    rng = np.random.default_rng(3)
    x = rng.uniform(-4, 4, (2, 333))
    unary = [f"x0 x1 mul {name}" for name in UNARY]
    programs = [postfix(text) for text in unary + [f"x0 x1 {name}" for name in BINARY] + ["x0 abs x1 pow sin x0 exp add x1 tanh div"]]
    seen = set()
    for level in _scorers.simd_levels():
        _scorers.set_simd_level(level)
        results = np.stack([values(*program, x) for program in programs])
        seen.add(np.where(np.isnan(results), math.inf, results).tobytes())
    assert len(seen) == 1


@FEW
@given(st.integers(0, 2**32), st.sampled_from(["x0 sin x1 mul", "x0 x1 add exp", "x1 0.3 sub x0 div", "x0 2 pow x1 log sub"]))
def test_scores_agree_with_plain_python(seed: int, text: str) -> None:
    inside, outside = law_points(Stream(seed, "law"), postfix("x0 x1 mul x0 cos add"), [-1.0, -2.0], [2.0, 3.0], 70)
    got = law_fit(*postfix(text), inside, outside, 0.5)
    assert got.valid
    for (x, y), nmse, replaced in ((inside, got.nmse_in, got.replaced_in), (outside, got.nmse_out, got.replaced_out)):
        raw = values(*postfix(text), x).tolist()
        used = [p if math.isfinite(p) else 0.5 for p in raw]
        mean = math.fsum(y) / len(y)
        expected = math.fsum((p - t) ** 2 for p, t in zip(used, y, strict=True)) / math.fsum((t - mean) ** 2 for t in y)
        assert nmse == pytest.approx(expected, rel=1e-12)
        assert replaced == sum(not math.isfinite(p) for p in raw)
    assert got.value == pytest.approx((math.log10(got.nmse_in) + math.log10(got.nmse_out)) / 2, abs=1e-12)


def test_points_of_a_law_are_the_same_again_and_where_they_belong() -> None:
    law = postfix("x0 x1 mul")
    made = [law_points(Stream(9, "law"), law, [0.0, 1.0], [2.0, 5.0], 50) for _ in range(2)]
    (inside, y), (outside, _) = made[0]
    assert all(np.array_equal(a, b) for one, two in zip(*made, strict=True) for a, b in zip(one, two, strict=True))
    box = lambda x: ((x - [[1.0], [3.0]]) / [[1.0], [2.0]]).__abs__().max(axis=0)  # noqa: E731 # largest coordinate, 1 at the border
    assert box(inside).max() <= 1.0
    assert box(outside).min() > 1.0
    assert box(outside).max() <= 1.5
    assert np.array_equal(y, inside[0] * inside[1])
    assert law_fit(*law, *made[0], 0.0).value == pytest.approx(-13, abs=1e-12)
    with pytest.raises(ValueError, match="not finite"):
        law_points(Stream(9, "law"), postfix("x0 x1 sub log"), [0.0, 1.0], [2.0, 5.0], 50)


def test_batches_equal_single_calls() -> None:
    programs = [postfix(text) for text in ("x0 2 mul 1 add", "x0 3 mul 0 sub", "x0 0 div 1 add", "x0 1 1 add add")]
    ops, constants = np.stack([p[0] for p in programs]), np.stack([p[1] for p in programs])
    ops[3, 1, 1] = 5
    many = _scorers.law_fit_batch(ops, constants, *INSIDE, *OUTSIDE, 4.0, 60, 60, 2**18 - 1)
    for b, one in enumerate(many):
        single = _scorers.law_fit(ops[b], constants[b], *INSIDE, *OUTSIDE, 4.0, 60, 60, 2**18 - 1)
        assert (one.valid, one.reason, one.replaced_in) == (single.valid, single.reason, single.replaced_in)
        assert np.array_equal([one.value, one.nmse_in], [single.value, single.nmse_in], equal_nan=True)
    assert [one.valid for one in many] == [True, True, True, False]
