"""Order statistics and verdicts, with numbers worked out by hand."""

from __future__ import annotations

import math
import random

import pytest

from eft.evaluation.timing.statistics import Ratio, combine, median_interval, median_rank


@pytest.mark.parametrize(("n", "rank"), [(6, 1), (8, 1), (9, 2), (10, 2), (20, 6), (40, 14), (100, 40)])
def test_rank_agrees_with_the_printed_table(n: int, rank: int) -> None:
    """E.g. n = 10: P(Bin < 2) = 11/1024, twice that is 2.1 %; P(Bin < 3) = 56/1024 would leave 10.9 % outside."""
    assert median_rank(n) == rank
    outside = 2 * sum(math.comb(n, j) for j in range(rank)) / 2**n
    assert outside <= 0.05 < 2 * sum(math.comb(n, j) for j in range(rank + 1)) / 2**n


def test_five_values_are_too_few() -> None:
    with pytest.raises(ValueError, match="5 values give no 95% interval"):
        median_interval([1.0] * 5)


def test_interval_of_ten_values() -> None:
    assert median_interval([3, 1, 2, 10, 9, 8, 7, 6, 5, 4]) == Ratio(5.5, 2, 9)


def test_interval_covers_the_median_as_often_as_promised() -> None:
    """Skewed noise whose median is 0; 2,000 samples of 15: coverage of ranks 4 and 12 is 96.5 %, three standard errors are 1.2 %."""
    rng = random.Random(1)
    hits = 0
    for _ in range(2000):
        got = median_interval([rng.expovariate(1.0) - math.log(2) for _ in range(15)])
        hits += got.low <= 0 <= got.high
    assert abs(hits / 2000 - 0.9648) < 0.0124


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (1.0051, 1.2, "FAST"),
        (1.001, 1.0051, "FAST"),
        (1.001, 1.005, "SAME"),
        (0.995, 1.005, "SAME"),
        (0.9949, 1.005, "AMBIGUOUS"),
        (1.0, 1.0051, "AMBIGUOUS"),
        (0.5, 0.999, "SLOW"),
        (0.996, 0.999, "SAME"),
    ],
)
def test_verdict_by_the_interval(low: float, high: float, verdict: str) -> None:
    assert Ratio((low + high) / 2, low, high).verdict() == verdict


def test_few_rounds_are_combined_by_median_and_hull() -> None:
    assert combine([Ratio(1.0, 0.9, 1.1), Ratio(1.3, 1.2, 1.4), Ratio(1.1, 1.0, 1.2)]) == Ratio(1.1, 0.9, 1.4)


def test_many_rounds_are_draws_of_their_own() -> None:
    """Nine values: 2 (1 + 9) / 512 = 3.9 % outside the second and the eighth; what each round claims of itself does not count."""
    rounds = [Ratio(v, 0.0, 99.0) for v in (5.0, 1.0, 9.0, 3.0, 7.0, 2.0, 8.0, 4.0, 6.0)]
    assert combine(rounds) == Ratio(5.0, 2.0, 8.0)
