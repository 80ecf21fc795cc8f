from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from eft.config import entries, entry_class
from eft.training.advantages._groups import Advantages, Rewards, informative
from eft.training.advantages.entropic import Entropic, divergence, solve, under_best
from eft.training.advantages.group import Group
from eft.training.advantages.max_at_k import MaxAtK
from eft.training.advantages.rloo import Rloo

NAMES = entries("eft.training.advantages")
GROUPS = st.lists(st.integers(-4, 4).map(float), min_size=1, max_size=9).map(np.array)


def make(name: str) -> Advantages:
    made: Advantages = entry_class("eft.training.advantages", name)()
    return made


def of(*rewards: float) -> Rewards:
    return np.array(rewards, dtype=np.float64)


def test_informative_groups_hold_two_different_rewards() -> None:
    tiny = math.nextafter(0.3, 1)
    assert informative([of(0.3, 0.3), of(0.3, tiny), of(1), of(), of(0, 0, 1)]).tolist() == [False, True, False, False, True]
    assert informative([]).tolist() == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("group", [of(), of(5), of(0.1, 0.1, 0.1), of(*[1 / 3] * 7)])
def test_groups_without_variance_give_exact_zeros(name: str, group: Rewards) -> None:
    (found,) = make(name)([group])
    assert found.tolist() == [0.0] * len(group)
    live, dead = make(name)([of(1, 2), group])
    assert dead.tolist() == [0.0] * len(group)
    assert live[0] < 0 < live[1]


def test_group_by_hand() -> None:
    # mean 2, deviation (n − 1) of 1, 2, 3: 1; of 0, 4: √8; of all five: mean 2, squares 1 + 0 + 1 + 4 + 4 = 10 over 4
    one, two = of(1, 2, 3), of(0, 4)
    found = Group(epsilon=1e-12)([one, two])
    assert found[0].tolist() == pytest.approx([-1, 0, 1])
    assert found[1].tolist() == pytest.approx([-1 / math.sqrt(2), 1 / math.sqrt(2)])
    found = Group("batch", epsilon=1e-12)([one, two])
    assert found[1].tolist() == pytest.approx([-2 / math.sqrt(2.5), 2 / math.sqrt(2.5)])
    assert [g.tolist() for g in Group("none")([one, two])] == [[-1, 0, 1], [-2, 2]]
    assert Group(epsilon=1.0)([one])[0].tolist() == pytest.approx([-0.5, 0, 0.5])


def test_rloo_by_hand() -> None:
    assert Rloo()([of(0, 0, 3), of(1, 5)])[0].tolist() == pytest.approx([-1.5, -1.5, 3])
    assert Rloo()([of(1, 5)])[0].tolist() == pytest.approx([-4, 4])


def test_max_at_k_by_hand() -> None:
    # k = 2: mean of (r_i − r_j)+ over the others: 0 for 1; 1/2 for 2; (3 + 2)/2 for 4. Mean 1, deviation √((1 + 1/4 + 9/4)/2)
    assert MaxAtK(2, scaled=False)([of(4, 1, 2)])[0].tolist() == pytest.approx([1.5, -1, -0.5])
    assert MaxAtK(2)([of(4, 1, 2)])[0].tolist() == pytest.approx([1.5 / math.sqrt(1.75), -1 / math.sqrt(1.75), -0.5 / math.sqrt(1.75)])
    assert MaxAtK(3, scaled=False)([of(4, 1, 2)])[0].tolist() == pytest.approx([4 / 3, -2 / 3, -2 / 3])  # only the best adds: 2
    with pytest.raises(ValueError, match="k=1"):
        MaxAtK(1)


@given(GROUPS, st.integers(2, 5))
def test_max_at_k_is_what_a_reply_adds_to_the_best_of_k(group: Rewards, k: int) -> None:
    """Every subset, one by one."""
    (found,) = MaxAtK(k, scaled=False)([group])
    if informative([group])[0]:
        size = min(k, len(group))
        added: list[list[float]] = [[] for _ in group]
        for chosen in combinations(range(len(group)), size):
            for one in chosen:
                added[one].append(max(group[list(chosen)]) - max(group[other] for other in chosen if other != one))
        means = [sum(row) / len(row) for row in added]
        assert found.tolist() == pytest.approx([mean - sum(means) / len(means) for mean in means], abs=1e-9)


@given(GROUPS)
def test_rloo_is_the_reward_less_the_mean_of_the_others(group: Rewards) -> None:
    (found,) = Rloo()([group])
    if informative([group])[0]:
        exact = [Fraction(r) for r in group]
        assert found.tolist() == pytest.approx([float(r - (sum(exact) - r) / (len(exact) - 1)) for r in exact])


@pytest.mark.parametrize("name", NAMES)
@given(groups=st.lists(GROUPS, min_size=1, max_size=4), shift=st.integers(-50, 50), seed=st.integers(0, 9))
@settings(deadline=None, max_examples=40)
def test_a_shift_changes_nothing_and_order_only_the_order(name: str, groups: list[Rewards], shift: int, seed: int) -> None:
    plain, shifted = make(name)(groups), make(name)([group + shift for group in groups])
    orders = [np.random.default_rng(seed).permutation(len(group)) for group in groups]
    permuted = make(name)([group[order] for group, order in zip(groups, orders, strict=True)])
    for one, two, three, order in zip(plain, shifted, permuted, orders, strict=True):
        assert two == pytest.approx(one, abs=1e-9)
        assert three == pytest.approx(one[order], abs=1e-9)
        assert np.isfinite(one).all()


@pytest.mark.parametrize("name", NAMES)
@given(group=GROUPS)
@settings(deadline=None, max_examples=40)
def test_a_better_reward_never_gets_less(name: str, group: Rewards) -> None:
    (found,) = make(name)([group])
    for i in range(len(group)):
        assert all(found[i] >= found[j] for j in range(len(group)) if group[i] > group[j])
        assert all(found[i] == pytest.approx(found[j], abs=1e-12) for j in range(len(group)) if group[i] == group[j])


# --- entropic ---------------------------------------------------------------------------------------------------------------------


def test_entropic_by_hand() -> None:
    """One of four at the top: q = (p, r, r, r), r = (1 − p)/3, with p log p + (1 − p) log r + log 4 = log 2."""
    low, high = 0.25, 1.0
    for _ in range(200):
        p = (low + high) / 2
        low, high = (p, high) if p * math.log(p) + (1 - p) * math.log((1 - p) / 3) + math.log(4) < math.log(2) else (low, p)
    r = (1 - p) / 3
    (found,) = Entropic()([of(0, 7, 0, 0)])
    assert found.tolist() == pytest.approx([r / ((p + 2 * r) / 3) - 1, p / r - 1, r / ((p + 2 * r) / 3) - 1, r / ((p + 2 * r) / 3) - 1])


@given(st.lists(st.floats(-5, 5), min_size=3, max_size=12, unique=True))
@example([0.0, 2.225073858507e-311, -1.0])
@settings(max_examples=60, deadline=None)
def test_beta_reaches_the_target(rewards: list[float]) -> None:
    below = under_best(np.array(rewards))
    beta = solve(below, math.log(2))
    if int((below == 0).sum()) * 2 >= len(below):  # different rewards may tie once they are scaled
        assert beta is None
    else:
        assert beta is not None
        assert divergence(below, beta) == pytest.approx(math.log(2), abs=1e-9)


@given(st.lists(st.floats(-1, 1), min_size=3, max_size=8), st.sampled_from([1e-6, 0.1, 1e3]))
@settings(max_examples=40, deadline=None)
def test_the_unit_of_the_reward_does_not_matter(rewards: list[float], factor: float) -> None:
    group = np.round(np.array(rewards), 3)
    (one,), (two,) = Entropic()([group]), Entropic()([group * factor])
    assert two == pytest.approx(one, rel=1e-6, abs=1e-6)


def test_divergence_is_measured_from_uniform() -> None:
    assert divergence(of(0, -1, -2), 0.0) == pytest.approx(0)
    assert divergence(of(0, 0, -1, -1), 1e4) == pytest.approx(math.log(2))
    q = [1 / (1 + math.exp(-3)), math.exp(-3) / (1 + math.exp(-3))]
    assert divergence(of(0, -1), 3.0) == pytest.approx(sum(x * math.log(2 * x) for x in q))


def test_where_the_target_is_out_of_reach_the_limit_is_taken() -> None:
    assert Entropic()([of(1, 1, 0, 0)])[0].tolist() == pytest.approx([2, 2, -1, -1])  # ln(4/2) is the target itself
    assert Entropic()([of(1, 1, 1, 0)])[0].tolist() == pytest.approx([0.5, 0.5, 0.5, -1])
    assert Entropic()([of(3, -3)])[0].tolist() == [1, -1]
    assert Entropic(target=2.0)([of(0, 0, 0, 5)])[0].tolist() == [-1, -1, -1, 3]


def test_nearly_tied_rewards_are_told_apart() -> None:
    """Two of three lie 10⁻¹³ apart: β is of the order of 10¹³, and the best still stands out."""
    worst, second, best = Entropic()([of(0, 1 - 1e-13, 1)])[0]
    assert worst == pytest.approx(-1)
    assert second < 0 < best < 20


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="target"):
        Entropic(target=0.0)
    with pytest.raises(ValueError, match="epsilon"):
        Group(epsilon=0.0)
