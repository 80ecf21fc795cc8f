from __future__ import annotations

from fractions import Fraction

import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("numerics/lcg_spectral")[0], "score")


def test_published_values() -> None:
    """L'Ecuyer, Math. Comp. 68 (1999): M8 of 1583458089 for m = 2^31 - 1 is 0.72771."""
    assert score.score({"m": 2**31 - 1}, {}, {"a": 1583458089}).value == pytest.approx(0.72771, abs=5e-6)
    assert score.score({"m": 2**31 - 1}, {}, {"a": 16807}).value == pytest.approx(0.33751, abs=5e-6)


def test_merit_is_a_tight_lower_bound() -> None:
    for square in range(1, 60):
        for d in range(2, 9):
            value, exact = Fraction(score.merit(square, d, 101)), Fraction(square**d) / (score.HERMITE[d] * 101**2)
            assert value ** (2 * d) <= exact <= (value * (1 + Fraction(1, 10**14))) ** (2 * d)


def test_prime_factors() -> None:
    assert score.prime_factors(65520) == (2, 3, 5, 7, 13)
    assert score.prime_factors(2**61 - 2) == (2, 3, 5, 7, 11, 13, 31, 41, 61, 151, 331, 1321)


def test_orders_below_m_minus_1_are_refused() -> None:
    assert "no primitive root" in score.score({"m": 65521}, {}, {"a": 16807**2 % 65521}).reason
    with pytest.raises(Reject, match="a"):
        score.score({"m": 65521}, {}, {"a": 0})
