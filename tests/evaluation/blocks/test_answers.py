"""Readers of answers: what passes, and the words of every refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from eft.evaluation.blocks.answers import integer, matrix, permutation, real, scalar, text, whole
from eft.evaluation.blocks.verdict import Reject, Verdict, accept, reject


def test_reals_come_as_lists_integers_or_arrays() -> None:
    assert real({"x": [1, 2.5]}, "x", 2).tolist() == [1.0, 2.5]
    assert real({"x": np.array([1, 2], np.uint8)}, "x", 2).dtype == np.float64
    assert matrix({"x": [np.zeros(2), [1, 2]]}, "x", 2, 2).tolist() == [[0, 0], [1, 2]]
    assert scalar({"x": 3}, "x") == 3.0
    assert real({"x": []}, "x", 0).shape == (0,)


def test_integers_are_integers() -> None:
    assert integer({"m": [[1, 2], [3, 4]]}, "m", (2, 2)).dtype == np.int64
    assert integer({"m": [-(2**63), 2**63 - 1]}, "m", 2).tolist() == [-(2**63), 2**63 - 1]
    assert whole({"m": 5}, "m", 0, 5) == 5
    assert permutation({"p": [2, 0, 1]}, "p", 3).tolist() == [2, 0, 1]
    assert text({"t": "ab"}, "t", 2) == "ab"


@pytest.mark.parametrize(
    ("read", "answer", "words"),
    [
        (lambda a: real(a, "x", 2), [1.0], "must return a dict with the key 'x', got list"),
        (lambda a: real(a, "x", 2), {}, "x: missing"),
        (lambda a: real(a, "x", 26), {"x": [0.0] * 27}, "x: expected 26 numbers, got 27"),
        (lambda a: real(a, "x", 2), {"x": [1.0, float("nan")]}, r"x\[1\] is nan, expected finite"),
        (lambda a: real(a, "x", 2), {"x": np.array([np.inf, 0])}, r"x\[0\] is inf"),
        (lambda a: real(a, "x", 1), {"x": [True]}, r"x\[0\]: expected a number, got bool"),
        (lambda a: real(a, "x", 1), {"x": np.array([True])}, "dtype bool"),
        (lambda a: real(a, "x", 1), {"x": ["1"]}, "got str"),
        (lambda a: real(a, "x", 1), {"x": [10**400]}, "too large"),
        (lambda a: real(a, "x", (2, 2)), {"x": [[1, 2], [3]]}, r"x\[1\]: expected 2 numbers, got 1"),
        (lambda a: real(a, "x", (2, 2)), {"x": np.zeros((2, 3))}, "expected 2 x 2 numbers, got 2 x 3 numbers"),
        (lambda a: real(a, "x", 3), {"x": np.zeros((3, 1))}, "expected 3 numbers, got 3 x 1"),
        (lambda a: integer(a, "m", 1), {"m": [1.0]}, r"m\[0\]: expected an integer, got float"),
        (lambda a: integer(a, "m", 1), {"m": np.array([1.0])}, "dtype float64"),
        (lambda a: integer(a, "m", 1), {"m": [False]}, "got bool"),
        (lambda a: integer(a, "m", 1), {"m": np.array([2**63], np.uint64)}, "does not fit"),
        (lambda a: integer(a, "m", 1), {"m": [2**63]}, "too large"),
        (lambda a: integer(a, "m", 2, 0, 9), {"m": [3, -1]}, r"m\[1\] is -1, expected 0..9"),
        (lambda a: integer(a, "m", 1, low=0), {"m": [-1]}, "at least 0"),
        (lambda a: integer(a, "m", 1, high=0), {"m": [1]}, "at most 0"),
        (lambda a: permutation(a, "p", 3), {"p": [0, 1, 1]}, "1 appears 2 times"),
        (lambda a: permutation(a, "p", 3), {"p": [0, 1, -1]}, r"p\[2\] is -1"),
        (lambda a: whole(a, "m"), {"m": None}, "expected an integer, got None"),
        (lambda a: text(a, "t", 3), {"t": "abcd"}, "4 characters, at most 3"),
        (lambda a: text(a, "t", 3), {"t": 1}, "expected text"),
    ],
)
def test_refusals(read: Callable[[Any], Any], answer: Any, words: str) -> None:
    with pytest.raises(Reject, match=words):
        read(answer)


def test_verdicts() -> None:
    assert accept(3, "note", {"k": 1}) == Verdict(True, 3.0, "note", {"k": 1})
    assert reject("no") == Verdict(False, None, "no")
