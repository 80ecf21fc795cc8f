from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("inequalities/autocorr_third")[0], "score")
PUBLIC = {"n_max": 100}


def slow(a: list[int]) -> Fraction:
    n = len(a)
    peak = max(abs(sum(a[i] * a[m - i] for i in range(n) if 0 <= m - i < n)) for m in range(2 * n - 1))
    return Fraction(2 * n * peak, sum(a) ** 2)


def test_by_hand() -> None:
    assert score.score(PUBLIC, {}, {"a": [1.0]}).value == 2.0
    assert score.score(PUBLIC, {}, {"a": [2, -1]}).value == 16.0  # f*f at its knots: 4, -4, 1; 2 * 2 * 4 / 1
    assert score.score(PUBLIC, {}, {"a": [1, -2, 1, 3]}).value == pytest.approx(8 * 11 / 9)  # f*f: 1 -4 6 2 -11 6 9


def test_against_the_slow_twin() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        a = [64, *rng.integers(-20, 64, size=int(rng.integers(1, 30))).tolist()]
        assert score.score(PUBLIC, {}, {"a": a}).value == pytest.approx(float(slow(a)), rel=1e-14)


def test_the_magnitude_counts() -> None:
    """[1, -1, -1]: 1, -2, -1, 2, 1; [1, -3]: 1, -6, 9."""
    assert score.score(PUBLIC, {}, {"a": [1, -1, -1]}).value == 12.0
    assert score.score(PUBLIC, {}, {"a": [1, -3]}).value == 9.0
    assert score.score(PUBLIC, {}, {"a": [3, -1, 0, -1]}).value == 72.0  # the largest is 9, the smallest -6


def test_refusals() -> None:
    assert not score.score(PUBLIC, {}, {"a": [1, -1]}).valid
    for bad in ([], [1.0] * 101, [float("inf")], [True]):
        with pytest.raises(Reject):
            score.score(PUBLIC, {}, {"a": bad})
