from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eft.config import entries, entry_class
from eft.training.rewards._result import Result, Rewards
from eft.training.rewards.graded import Graded
from eft.training.rewards.rank import Rank
from eft.training.rewards.score import Score
from eft.types import Direction, Known, Limits, Outcome, Scale, Status, Task

NAMES = entries("eft.training.rewards")
TASK = Task(
    "d/f/n=1", "d", "f", {"n": 1}, "train", Direction.MIN, "cost", Scale.GAP, "vector", "", {}, {}, "fixed", Limits(1.0, 2.0), 10,
    resolution=1e-6, baseline=20.0, best_known=Known(10.0, "own", "", "", "float"), far_bound=None, folder=Path(),
)  # fmt: skip
HIGHER = replace(TASK, direction=Direction.MAX, baseline=10.0, best_known=Known(20.0, "own", "", "", "float"))


def ok(score: float, progress: float | None = 0.0, *, quarantined: bool = False) -> Outcome:
    return Outcome(Status.OK, score, scores=(score,), progress=progress, quarantined=quarantined)


def result(outcome: Outcome) -> Result:
    return Result("", outcome)


NO_EDIT = Result("no_block", None)
INVALID, CRASH, TIMEOUT = (result(Outcome(status)) for status in (Status.INVALID, Status.CRASH, Status.TIMEOUT))


def test_a_result_is_one_or_the_other() -> None:
    for failure, outcome in (("", None), ("no_block", ok(1.0))):
        with pytest.raises(ValueError, match="either"):
            Result(failure, outcome)
    with pytest.raises(ValueError, match="no verdict"):
        Result("", Outcome(Status.INFRA))


def test_graded_by_hand() -> None:
    results = [NO_EDIT, CRASH, TIMEOUT, INVALID, *(result(ok(15.0, p)) for p in (-3.0, 0.0, 0.5, 1.0, 1.7, None))]
    assert Graded()(TASK, None, results) == pytest.approx([-0.2, -0.2, -0.2, 0.0, 0.1, 0.1, 0.55, 1.0, 1.0, 0.1])


def test_graded_pays_for_beating_the_parent_by_more_than_epsilon() -> None:
    parent = ok(15.0)  # one unit of gain is 10, so ε = 0.05
    children = [result(ok(score, 0.5)) for score in (14.0, 14.94, 14.96, 15.0, 16.0)]
    assert Graded()(TASK, parent, children) == pytest.approx([0.75, 0.75, 0.55, 0.55, 0.55])
    assert Graded()(HIGHER, parent, children) == pytest.approx([0.55, 0.55, 0.55, 0.55, 0.75])
    assert Graded(epsilon=0.2)(TASK, parent, children) == pytest.approx([0.55] * 5)
    assert Graded()(TASK, Outcome(Status.INVALID), children) == pytest.approx([0.55] * 5)


def test_graded_pairs_the_runs_of_a_random_program() -> None:
    parent = replace(ok(15.0), scores=(10.0, 20.0))
    lucky = replace(ok(14.0, 0.5), scores=(8.0, 20.0))  # mean gain 0.1, its standard error 0.1: not 1.3 of them
    steady = replace(ok(14.0, 0.5), scores=(9.0, 19.0))
    other = replace(ok(14.0, 0.5), scores=(14.0,))  # does not pair: by the means
    assert Graded()(TASK, parent, [result(lucky), result(steady), result(other)]) == pytest.approx([0.55, 0.75, 0.75])


def test_rank_by_hand() -> None:
    results = [result(ok(3.0)), NO_EDIT, result(ok(1.0)), CRASH, result(ok(3.0))]
    assert Rank()(TASK, None, results) == pytest.approx([0.625, 0.125, 1.0, 0.125, 0.625])
    assert Rank()(HIGHER, None, results) == pytest.approx([0.875, 0.125, 0.5, 0.125, 0.875])
    assert Rank()(TASK, None, [CRASH]) == [0.5]
    assert Rank()(TASK, None, [CRASH, NO_EDIT, INVALID]) == [0.5, 0.5, 0.5]


def test_score_by_hand() -> None:
    results = [result(ok(12.0)), NO_EDIT, result(ok(18.0))]
    assert Score()(TASK, ok(15.0), results) == [-12.0, -28.0, -18.0]
    assert Score()(HIGHER, ok(11.0), results) == [12.0, 1.0, 18.0]
    assert Score(floor=0.0)(HIGHER, ok(15.0), [result(ok(-4.0)), CRASH, result(ok(4.0))]) == [0.0, 0.0, 4.0]
    assert Score()(TASK, None, [CRASH, NO_EDIT]) == [-10.0, -10.0]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_too_good_is_not_paid_before_it_is_verified(name: str) -> None:
    rewards: Rewards = entry_class("eft.training.rewards", name)()
    suspicious = result(ok(1.0, 1.0, quarantined=True))
    got, invalid, valid = rewards(TASK, None, [suspicious, INVALID, result(ok(15.0))])
    assert got == invalid < valid


@pytest.mark.parametrize("name", NAMES)
@given(scores=st.lists(st.none() | st.integers(10, 20), max_size=6))
def test_a_better_program_never_gets_less(name: str, scores: list[int | None]) -> None:
    rewards: Rewards = entry_class("eft.training.rewards", name)()
    results = [NO_EDIT if s is None else result(ok(float(s), (20.0 - s) / 10)) for s in scores]
    paid = sorted(zip([99 if s is None else s for s in scores], rewards(TASK, ok(15.0), results), strict=True))
    assert all(one >= two for (_, one), (_, two) in pairwise(paid))
    assert all(one == two for (a, one), (b, two) in pairwise(paid) if a == b)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_group(name: str) -> None:
    assert entry_class("eft.training.rewards", name)()(TASK, None, []) == []
