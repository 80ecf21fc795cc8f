"""The answers' infix languages: values against Python's own arithmetic, and every refusal."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eft.evaluation.blocks.infix import LAW, WHOLE, evaluate_whole, law, parse
from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.scorers.regression import values

NAMES = ("x", "v", "t")


def at(text: str, *x: float) -> float:
    return float(values(*law(text, NAMES), np.array([[float(one)] for one in x]))[0])


def test_values_by_hand() -> None:
    assert at("1 + 2*x - v/4", 3, 8, 0) == 5.0
    assert at("-x*x", 3, 0, 0) == -9.0
    assert at("2 - -1.5e1", 0, 0, 0) == 17.0
    assert at("8/2/2", 0, 0, 0) == 2.0
    assert at("max(x, min(v, t)) + pow(x, 2)", 2, 5, 3) == 7.0
    assert at("abs(-(x)) + sqrt(v)", -2, 9, 0) == 5.0


def test_nodes() -> None:
    counts = {"x": 1, "-2": 1, "-x": 2, "((x))": 1, "2*x + 1": 5, "x" + "+x" * 31: 63}
    assert {text: len(parse(text, NAMES, LAW)) for text in counts} == counts


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("x.real", "does not belong"),
        ("x**2", "'*' where a number"),
        ("__import__(1)", "unknown name __import__"),
        ("1e999", "not finite"),
        ("nan", "unknown name nan"),
        ("0x10", "after the end"),
        ("9" * 41, "a number of 41 characters"),
        ("(" * 50 + "x" + ")" * 50, "nested more than 40 deep"),
        ("--x", "two signs"),
        ("sin x", "'(' expected before 'x'"),
        ("pow(x)", "',' expected"),
        ("sin(x, v)", "')' expected"),
        ("x v", "after the end"),
        ("x +", "ends where"),
        ("x" + "+x" * 200, "more than 60 nodes"),
        ("x" * 601, "601 characters"),
        ("x;v", "character 2, ';'"),
        ("١", "does not belong"),
        ("x // v", "'//' after the end"),
    ],
)
def test_refusals(text: str, reason: str) -> None:
    with pytest.raises(Reject, match="expr: ") as refused:
        law(text, NAMES)
    assert reason in str(refused.value)


def test_other_types_are_refused() -> None:
    with pytest.raises(Reject, match="expected text, got list"):
        law(["x"], NAMES)  # type: ignore[arg-type]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="xvt0123456789.+-*/(),e sin", max_size=40))
def test_any_text_is_parsed_or_refused_as_python_would(text: str) -> None:
    try:
        ops, constants = law(text, NAMES)
    except Reject:
        return
    scope = {"x": np.float64(0.7), "v": np.float64(-1.3), "t": np.float64(2.9), "sin": np.sin}
    with np.errstate(all="ignore"):
        expected = float(eval(text.strip().lstrip("+"), {"np": np}, scope)) if not _octal(text) else None
        got = float(values(ops, constants, np.array([[0.7], [-1.3], [2.9]]))[0])
    if expected is not None and math.isfinite(expected):
        assert got == pytest.approx(expected, rel=1e-12, abs=1e-12)


def _octal(text: str) -> bool:
    """Texts that Python refuses or reads otherwise: leading zeros, division by a literal zero, calls over several lines."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            eval(text.strip().lstrip("+"), {}, {"x": 1.1, "v": 1.2, "t": 1.3, "sin": math.sin})
        except (SyntaxError, ZeroDivisionError, OverflowError, ValueError, TypeError):
            return True
    return False


def test_integers_are_exact() -> None:
    nodes = parse("if(lt(a, 0), -a, gcd(a, b)) * 1000000007 * b // 7 % 10", ("a", "b"), WHOLE)
    for a, b in ((12, 18), (-5, 3), (0, 0), (10**18, 10**17)):
        assert evaluate_whole(nodes, (a, b)) == (-a if a < 0 else math.gcd(a, b)) * 1000000007 * b // 7 % 10
    assert evaluate_whole(parse("a // b + a % b + eq(a, 4)", ("a", "b"), WHOLE), (4, 0)) == 1
    for text in ("a / b", "1.5", "9223372036854775808"):
        with pytest.raises(Reject):
            parse(text, ("a", "b"), WHOLE)
