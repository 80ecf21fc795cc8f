from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("inequalities/autocorr_second")[0], "score")
PUBLIC = {"n_max": 50}


def slow(a: list[int]) -> Fraction:
    """The ratio with plain sums over the pieces between knots."""
    n = len(a)
    g = [0, *(sum(a[i] * a[m - i] for i in range(n) if 0 <= m - i < n) for m in range(2 * n - 1)), 0]
    squares = sum(Fraction(x * x + x * y + y * y, 3) for x, y in pairwise(g))
    return squares / (sum(g) * max(g))


def test_box_by_hand() -> None:
    """f*f of a box is a triangle: 2/3 / (1 * 1)."""
    assert score.score(PUBLIC, {}, {"a": [1.0]}).value == pytest.approx(2 / 3, abs=1e-16)
    assert score.score(PUBLIC, {}, {"a": [5, 5, 5]}).value == pytest.approx(2 / 3, abs=1e-15)


def test_against_the_slow_twin() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        a = [64, *rng.integers(0, 64, size=int(rng.integers(1, 30))).tolist()]
        assert score.score(PUBLIC, {}, {"a": a}).value == pytest.approx(float(slow(a)), rel=1e-14)


def test_negative_heights_count_as_zero() -> None:
    assert score.score(PUBLIC, {}, {"a": [1, -7, 2]}).value == score.score(PUBLIC, {}, {"a": [1, 0, 2]}).value


def test_refusals() -> None:
    assert not score.score(PUBLIC, {}, {"a": [0, 0]}).valid
    for bad in ([], [1.0] * 51, [float("nan")], "1"):
        with pytest.raises(Reject):
            score.score(PUBLIC, {}, {"a": bad})
