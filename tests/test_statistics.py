"""Statistics against values by hand, an exact enumeration of every resample, and an independent slow bootstrap."""

from __future__ import annotations

import itertools
import math
import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eft.statistics import (
    Interval,
    area_under,
    best_so_far,
    group_means,
    interquartile_mean,
    leave_one_out,
    mean_interval,
    paired_interval,
    proportion,
    values_at,
    won_tied_lost,
)

numbers = st.floats(-1e6, 1e6, allow_subnormal=False)


def test_two_values_by_hand():
    # resampled means: 0 (1/4), 1/2 (1/2), 1 (1/4)
    assert paired_interval([0.0, 1.0]) == Interval(0.5, 0.0, 1.0, 2)
    narrow = paired_interval([0.0, 1.0], level=0.4)
    assert (narrow.low, narrow.high) == (0.5, 0.5)


def test_every_level_weighs_its_members_equally():
    # family A: tasks 1 (seeds 0, 2) and 2 (seed 5) → (1 + 5)/2 = 3; family B: 1 → (3 + 1)/2 = 2, not the plain mean of the four values
    groups = [("A", "1", 0), ("A", "1", 1), ("A", "2", 0), ("B", "1", 0)]
    assert paired_interval([0, 2, 5, 1], groups, draws=10).mean == 2.0
    assert group_means([0, 2, 5, 1], groups) == {"A": 3.0, "B": 1.0}


def test_intervals_that_nothing_can_give_are_named():
    assert paired_interval([]) == Interval(None, None, None, 0, note="no data")
    assert paired_interval([0.3]) == Interval(0.3, None, None, 1, note="one value")
    one = paired_interval([0.5, 1.5, 4.0], [("A", "1", 0), ("A", "1", 1), ("A", "2", 0)])
    assert one == Interval(2.5, None, None, 3, note="one family")
    assert not one.excludes_zero
    assert one.text() == "+2.500 (one family)"
    assert paired_interval([1.0, 1.0, 1.0]) == Interval(1.0, 1.0, 1.0, 3)


def test_text():
    assert Interval(0.0421, -0.011, 0.0968, 5).text() == "+0.042 [-0.011, +0.097]"
    assert Interval(0.5, 0.25, 0.75, 5).text(2, signed=False) == "0.50 [0.25, 0.75]"


def all_means(tree):
    """Every equally likely resampled mean of a nested list, with its probability: by enumeration, in exact fractions."""
    if not isinstance(tree, list):
        return {Fraction(tree): Fraction(1)}
    below = [all_means(child) for child in tree]
    out: dict[Fraction, Fraction] = {}
    for drawn in itertools.product(range(len(tree)), repeat=len(tree)):
        for values in itertools.product(*(below[i].items() for i in drawn)):
            mean = sum(v for v, _ in values) / len(tree)
            chance = math.prod((p for _, p in values), start=Fraction(1)) / len(tree) ** len(tree)
            out[mean] = out.get(mean, Fraction(0)) + chance
    return out


def test_hierarchical_bootstrap_follows_the_exact_law():
    tree = [[[0, 4], [1]], [[3, 3], [-2, 6]]]
    values, groups = [], []
    for family, tasks in enumerate(tree):
        for task, seeds in enumerate(tasks):
            for seed, value in enumerate(seeds):
                values.append(value)
                groups.append((family, task, seed))
    law = sorted(all_means(tree).items())
    for level in (0.5, 0.8, 0.95):
        interval = paired_interval(values, groups, level=level, draws=40_000)
        for end, share in ((interval.low, (1 - level) / 2), (interval.high, (1 + level) / 2)):
            below = float(sum(p for v, p in law if float(v) < end - 1e-9))
            upto = float(sum(p for v, p in law if float(v) <= end + 1e-9))
            assert below - 0.01 <= share <= upto + 0.01  # 0.01: four standard errors of 40,000 draws


def slow_interval(rows, draws, seed):
    """Resample families, then tasks, then seeds, one draw after the other, on dictionaries."""
    rng = random.Random(seed)
    tree: dict = {}
    for value, (family, task, _) in rows:
        tree.setdefault(family, {}).setdefault(task, []).append(value)
    means = []
    for _ in range(draws):
        families = []
        for _ in tree:
            tasks = rng.choice(list(tree.values()))
            drawn = [rng.choice(list(tasks.values())) for _ in tasks]
            families.append(sum(sum(rng.choice(s) for _ in s) / len(s) for s in drawn) / len(drawn))
        means.append(sum(families) / len(families))
    means.sort()
    return means[int(0.025 * draws)], means[int(0.975 * draws)]


def test_agrees_with_a_slow_twin_on_ragged_groups():
    rng = random.Random(3)
    rows = []
    for family in range(6):
        for task in range(1 + family % 3):
            for seed in range(2 + (family + task) % 4):
                rows.append((rng.gauss(0.2 * family, 1.0), (family, task, seed)))
    low, high = slow_interval(rows, 4000, 1)
    ours = paired_interval([v for v, _ in rows], [g for _, g in rows])
    assert ours.low == pytest.approx(low, abs=0.05 * (high - low))
    assert ours.high == pytest.approx(high, abs=0.05 * (high - low))


def test_repeated_values_follow_the_same_law_as_distinct_ones():
    wins = [1.0] * 30 + [0.0] * 50 + [-1.0] * 10  # few distinct values: drawn as counts
    jittered = [v + 1e-9 * i for i, v in enumerate(wins)]  # all distinct: drawn by index
    a, b = paired_interval(wins), paired_interval(jittered)
    assert a.low == pytest.approx(b.low, abs=0.015)
    assert a.high == pytest.approx(b.high, abs=0.015)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(numbers, st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=25), st.randoms())
def test_interval_properties(rows, shuffler):
    values, groups = [r[0] for r in rows], [r[1:] for r in rows]
    first = paired_interval(values, groups, draws=200)
    shuffled = list(rows)
    shuffler.shuffle(shuffled)
    again = paired_interval([r[0] for r in shuffled], [r[1:] for r in shuffled], draws=200)
    assert (first.low, first.high, first.n) == (again.low, again.high, again.n)  # the order of the rows does not matter
    slack = 1e-9 * max(1.0, *map(abs, values))
    assert min(values) - slack <= first.mean <= max(values) + slack
    if first.low is None:
        assert first.note == "one family"
        assert len({g[0] for g in groups}) == 1
    else:
        assert min(values) - slack <= first.low <= first.high <= max(values) + slack
        mirrored = paired_interval([-v for v in values], groups, draws=200)
        assert mirrored.mean == pytest.approx(-first.mean, abs=slack)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_values_that_are_not_finite_are_refused(bad):
    with pytest.raises(ValueError, match="finite"):
        paired_interval([0.0, bad])
    with pytest.raises(ValueError, match="finite"):
        best_so_far([0.0, bad])


def test_groups_must_fit():
    with pytest.raises(ValueError, match="2 values but 1 groups"):
        paired_interval([1, 2], ["a"])
    with pytest.raises(ValueError, match="equal depth"):
        paired_interval([1, 2], [("a", "b"), ("c",)])


def test_a_single_arm_has_the_same_interval():
    assert mean_interval([0.0, 1.0, 5.0]) == paired_interval([0.0, 1.0, 5.0])


def test_wilson_by_hand():
    # z = 1.959964: 8 of 10 → 0.4901625, 0.9433178 (Newcombe 1998's formula worked out)
    ours = proportion(8, 10)
    assert (ours.mean, ours.low, ours.high) == pytest.approx((0.8, 0.4901625, 0.9433178), abs=1e-6)
    # 0 of n → [0, z²/(n + z²)]
    none = proportion(0, 10)
    assert none.low == 0.0
    assert none.high == pytest.approx(3.841459 / 13.841459, abs=1e-6)
    assert proportion(10, 10).high == 1.0
    assert proportion(0, 0).note == "no data"
    with pytest.raises(ValueError, match="3 successes of 2"):
        proportion(3, 2)


@given(st.integers(0, 200), st.integers(0, 200))
def test_wilson_holds_its_share(successes, failures):
    if successes + failures:
        ours = proportion(successes, successes + failures)
        assert 0 <= ours.low <= ours.mean <= ours.high <= 1


def test_leave_one_out_names_who_carries_the_claim():
    groups = [("packing", "26", 0), ("graphs", "a", 0), ("codes", "b", 0)]
    ours = leave_one_out([1.0, -0.1, -0.1], groups)
    assert (ours.low, ours.high) == pytest.approx((-0.1, 0.45))
    assert ours.carried_by == ("packing",)
    assert leave_one_out([1.0, 2.0, 3.0], groups).carried_by == ()
    assert leave_one_out([1.0, 2.0], [("a", "1"), ("a", "2")]) is None


def test_interquartile_mean_by_hand():
    assert interquartile_mean([]) is None
    assert interquartile_mean([7.0]) == 7.0
    assert interquartile_mean([0.0, 1.0, 2.0, 100.0]) == 1.5
    assert interquartile_mean([0.0, 1.0, 2.0, 3.0, 50.0]) == pytest.approx((0.75 * 1 + 2 + 0.75 * 3) / 2.5)


def test_won_tied_lost():
    assert won_tied_lost([0.5, 0.01, -0.01, -2.0, 0.0], tolerance=0.02) == (1, 3, 1)
    assert won_tied_lost([]) == (0, 0, 0)


def test_anytime_curve_by_hand():
    curve = best_so_far([None, -0.5, 0.2, None, 0.1, 0.6], start=0.1)
    assert curve == [0.1, 0.1, 0.2, 0.2, 0.2, 0.6]
    assert area_under(curve) == pytest.approx(1.4 / 6)
    assert area_under(curve, 3) == pytest.approx(0.4 / 3)
    assert area_under(curve, 10) == pytest.approx((1.4 + 4 * 0.6) / 10)  # a search that stopped keeps its last value
    assert values_at(curve, [1, 5, 6, 40]) == [0.1, 0.2, 0.6, 0.6]
    assert best_so_far([]) == []
    with pytest.raises(ValueError, match="empty curve"):
        area_under([])
    with pytest.raises(ValueError, match="attempt 1"):
        values_at(curve, [0])


@given(st.lists(st.none() | numbers, min_size=1, max_size=30), numbers)
def test_anytime_curve_never_falls_and_agrees_with_a_plain_loop(values, start):
    curve = best_so_far(values, start)
    best, expected = start, []
    for value in values:
        best = best if value is None else max(best, value)
        expected.append(best)
    assert curve == expected
    assert area_under(curve) == pytest.approx(sum(expected) / len(expected), rel=1e-9, abs=1e-6)
    assert np.all(np.diff(curve) >= 0)
