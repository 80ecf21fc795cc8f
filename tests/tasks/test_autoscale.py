"""systems/autoscale by hand, and the hindsight plan against a search of all plans."""

from __future__ import annotations

import random
from functools import cache

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

SCORE = load_module(read_family("systems/autoscale")[0], "score")


def test_a_run_by_hand() -> None:
    public, secret = {"rounds": 5}, {"demand": np.array([22, 20, 18, 25, 30])}
    past, costs = {}, []
    for delta in (5, -2, 0, 0, -1000):
        before = past.get("cost", 0)
        past, news = SCORE.reply(public, secret, past, {"ask": delta})
        costs.append(past["cost"] - before)
    assert costs == [45, 43, 23, 43, 300]  # 20 + 5 + 20; 18 + 5 + 20; 18 + 5; 23 + 20; nobody left
    assert news is None
    assert SCORE.score(public, {**secret, **past}, {}).value == 454 / SCORE.hindsight((22, 20, 18, 25, 30))
    with pytest.raises(Reject, match="the run ended after 0 of 5 intervals"):
        SCORE.score(public, secret, {})


def test_only_past_demand_is_told() -> None:
    secret = {"demand": np.arange(10, 106)}
    past, news = SCORE.reply({"rounds": 96}, secret, {}, {"ask": 3})
    assert news["demand"].tolist() == [10]
    assert (news["running"], news["booting"].tolist()) == (20, [0, 3, 0])
    past, news = SCORE.reply({"rounds": 96}, secret, past, {"ask": -4})
    assert news["demand"].tolist() == [10, 11]
    assert (news["running"], news["booting"].tolist()) == (16, [3, 0, 0])
    _, news = SCORE.reply({"rounds": 96}, secret, past, {"ask": 0})
    assert (news["running"], news["booting"].tolist()) == (19, [0, 0, 0])


def _all_plans(demand: tuple[int, ...]) -> int:
    """Least cost over all levels of running servers; a server that is added has been paid for three intervals before."""
    top = max(*demand, SCORE.START)

    @cache
    def least(t: int, running: int) -> int:
        if t == len(demand):
            return 0
        highest = top if t >= 3 else running
        return min(3 * max(0, r - running) + r + 10 * max(0, demand[t] - r) + least(t + 1, r) for r in range(highest + 1))

    return least(0, SCORE.START)


def test_hindsight_matches_a_search_of_all_plans_and_bounds_every_run() -> None:
    rng = random.Random(1)
    for _ in range(50):
        demand = tuple(rng.randint(10, 30) for _ in range(8))
        least = SCORE.hindsight(demand)
        assert least == _all_plans(demand)
        past: dict = {}
        for _ in demand:
            past, _news = SCORE.reply({"rounds": 8}, {"demand": np.array(demand)}, past, {"ask": rng.randint(-6, 6)})
        assert past["cost"] >= least


@pytest.mark.parametrize("ask", [1001, -1001, 0.0, True, None, [1]])
def test_refused_decisions(ask: object) -> None:
    with pytest.raises(Reject):
        SCORE.reply({"rounds": 96}, {"demand": np.zeros(96)}, {}, {"ask": ask})


@pytest.mark.parametrize("kind", ["daily", "bursts", "trend", "flash"])
def test_demand_is_drawn_from_the_seed(kind: str) -> None:
    first, again, other = (SCORE.instance({"kind": kind}, seed)[1]["demand"] for seed in (1, 1, 2))
    assert first.tolist() == again.tolist() != other.tolist()
    assert first.min() >= 0
    assert 10 < first.mean() < 60
