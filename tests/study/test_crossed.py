"""Crossed intervals: means worked out by hand, a slow twin of the bootstrap, known limits."""

from __future__ import annotations

import random
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eft.study.crossed import Key, effect, grid, holm, resample

VALUES: dict[Key, float] = {
    ("a", 0, "x"): 1.0,
    ("a", 0, "y"): 3.0,
    ("a", 1, "x"): 5.0,
    ("b", 0, "x"): 0.0,
    ("b", 1, "x"): -2.0,
    ("b", 1, "y"): -4.0,
}


def test_means_weigh_families_and_seeds_equally() -> None:
    found = effect(VALUES, draws=200)
    # cells: a0 = 2, a1 = 5, b0 = 0, b1 = -3
    assert found.mean == pytest.approx(1.0)
    assert found.by_family == pytest.approx({"a": 3.5, "b": -1.5})
    assert found.by_seed == pytest.approx({0: 1.0, 1: 1.0})
    assert (found.families, found.seeds, found.values) == (2, 2, 6)


def test_the_order_of_the_values_means_nothing() -> None:
    shuffled = list(VALUES.items())
    random.Random(1).shuffle(shuffled)
    assert effect(dict(shuffled), draws=300) == effect(VALUES, draws=300)


def test_the_bootstrap_agrees_with_a_slow_twin() -> None:
    rng = random.Random(5)
    values: dict[Key, float] = {
        (f, s, str(k)): effect_f + 0.3 * s + rng.gauss(0, 0.2)
        for f, effect_f in (("a", 0.0), ("b", 1.0), ("c", 0.5), ("d", -0.5))
        for s in range(5)
        for k in range(3)
    }
    families, seeds = "abcd", range(5)
    means = []
    for _ in range(4000):
        drawn_f, drawn_s = rng.choices(families, k=4), rng.choices(seeds, k=5)
        means.append(
            statistics.fmean(statistics.fmean(values[f, s, str(rng.randrange(3))] for _ in range(3)) for f in drawn_f for s in drawn_s)
        )
    found = effect(values, draws=4000)
    low, high = np.quantile(means, [0.025, 0.975])
    spread = statistics.stdev(means)
    assert found.low == pytest.approx(low, abs=0.15 * spread + 0.02)
    assert found.high == pytest.approx(high, abs=0.15 * spread + 0.02)


def test_a_constant_has_no_spread_and_is_equivalent_to_itself_only() -> None:
    found = effect({(f, s, "x"): 0.5 for f in "abc" for s in range(3)}, draws=100)
    assert (found.mean, found.low, found.high) == (0.5, 0.5, 0.5)
    assert found.p == pytest.approx(2 / 101)
    assert found.equivalent(0.6)
    assert not found.equivalent(0.5)


def test_a_pair_with_fewer_repeats_keeps_its_number() -> None:
    table = grid(VALUES)
    seen: list[int] = []

    def count(drawn: np.ndarray) -> np.ndarray:
        seen.extend((~np.isnan(drawn)).sum(axis=(1, 2, 3)).tolist())
        return np.nanmean(drawn, axis=(1, 2, 3))

    resample(table, count, draws=50)
    assert set(seen) <= set(range(4, 9))  # each of four cells has one repeat or two
    assert len(set(seen)) > 1


@pytest.mark.parametrize("lost", [("b", 1, "x"), ("a", 1, "x")])
def test_a_family_that_was_not_measured_at_a_seed_is_named(lost: Key) -> None:
    values = {key: value for key, value in VALUES.items() if key[:2] != lost[:2]}
    with pytest.raises(ValueError, match=f"{lost[0]} at training seed {lost[1]}"):
        effect(values)
    with pytest.raises(ValueError, match="finite"):
        effect({**VALUES, ("a", 0, "x"): float("nan")})


def test_holm_by_hand() -> None:
    # sorted 0.01·4, 0.02·3, 0.03·2, 0.5: made monotone
    assert holm({"a": 0.03, "b": 0.01, "c": 0.5, "d": 0.02}) == pytest.approx({"b": 0.04, "d": 0.06, "a": 0.06, "c": 0.5})


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.floats(0, 1), min_size=1, max_size=8))
def test_holm_is_monotone_and_never_smaller(p: dict[str, float]) -> None:
    adjusted = holm(p)
    assert all(p[name] <= adjusted[name] <= 1 for name in p)
    ranked = sorted(p, key=lambda name: p[name])
    assert [adjusted[name] for name in ranked] == sorted(adjusted[name] for name in ranked)
