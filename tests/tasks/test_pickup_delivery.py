from __future__ import annotations

import math
import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("routing/pickup_delivery")[0], "score")
objective = load_module(read_family("routing/pickup_delivery")[0], "objective")
TINY = {
    "xy": np.array([[0, 0], [3, 4], [6, 8], [0, 5], [0, 10]]), "demand": np.array([0, 2, -2, 3, -3]), "ready": np.array([0, 7, 0, 0, 0]),
    "due": np.array([60, 30, 30, 30, 40]), "service": np.array([0, 1, 1, 1, 1]), "pair": np.array([0, 2, 1, 4, 3]), "Q": 4,
}  # fmt: skip


def test_cost_by_hand() -> None:
    verdict = score.score(TINY, {"reference": 10_000}, {"route": [1, 2, 0, 3, 4]})
    assert verdict.certificate == {"way": 20 + 20, "vehicles": 2}
    assert verdict.value == 2.004
    # d(2, 3) = round(sqrt(36 + 9)) = 7; empty routes are free
    assert score.score(TINY, {"reference": 1}, {"route": [0, 1, 2, 3, 4, 0]}).value == 10_000 + 5 + 5 + 7 + 5 + 10


@pytest.mark.parametrize(
    ("route", "reason"),
    [
        ([2, 1, 0, 3, 4], "delivery 2 comes before its pickup 1, or on another route"),
        ([1, 3, 4, 2], "load 5 exceeds 4"),
        ([1, 0, 2, 3, 4], "returns without the delivery 2"),
        ([1, 2, 3, 3], "stop 3 appears 2 times"),
    ],
)
def test_bad_routes_are_refused(route: list[int], reason: str) -> None:
    assert reason in score.score(TINY, {"reference": 1}, {"route": route}).reason


@pytest.mark.parametrize(("due", "valid"), [(13, True), (12, False)])
def test_window_missed_by_one(due: int, valid: bool) -> None:
    # wait for 7 at stop 1, one tick of service, five ticks of way: stop 2 at 13
    late = {**TINY, "due": np.array([60, 30, due, 30, 40])}
    assert score.score(late, {"reference": 1}, {"route": [1, 2, 0, 3, 4]}).valid is valid


def twin(public: dict, route: list[int]) -> int | None:
    """Vehicle by vehicle, with sets and floating-point roots."""
    n = len(public["pair"])
    if sorted(stop for stop in route if stop) != list(range(1, n)):
        return None
    tours: list[list[int]] = [[]]
    for stop in route:
        if stop:
            tours[-1].append(stop)
        else:
            tours.append([])
    total = 0
    for tour in filter(None, tours):
        total += 10_000
        time, at = int(public["ready"][0]), 0
        for k, stop in enumerate([*tour, 0]):
            gap = math.floor(math.dist(public["xy"][at], public["xy"][stop]) + 0.5)
            total += gap
            time = max(int(public["ready"][stop]), time + int(public["service"][at]) + gap)
            partner = int(public["pair"][stop])
            if time > public["due"][stop] or sum(public["demand"][tour[: k + 1]]) > public["Q"]:
                return None
            if stop and ((partner in tour[:k]) != (public["demand"][stop] < 0) or partner not in tour):
                return None
            at = stop
    return total


def test_score_and_objective_agree_with_a_slow_twin() -> None:
    rng, seen = random.Random(0), set()
    for seed in range(120):
        public, _ = score.instance({"pairs": 5, "window": 1500, "clusters": seed % 2}, seed)
        space = objective.Objective(public)
        z = rng.sample(range(5), 5)
        route = space.answer(z)["route"]
        if seed % 3:
            i, j = rng.sample(range(len(route)), 2)
            route[i], route[j] = route[j], route[i]
        expected = twin(public, route)
        assert score.score(public, {"reference": 1}, {"route": route}).value == expected
        if seed % 3 == 0:
            assert space.value(z) == expected
        seen.add(expected is None)
    assert seen == {True, False}


@pytest.mark.parametrize("route", [[1, 2], [0] * 11, [1, 2, 3, 5], [-1, 2, 3, 4], [1.0, 2.0, 3.0, 4.0]])
def test_bad_lists_are_refused(route: list) -> None:
    with pytest.raises(Reject, match="route"):
        score.score(TINY, {"reference": 1}, {"route": route})


@pytest.mark.parametrize("clusters", [0, 4])
def test_one_vehicle_per_pair_is_feasible(clusters: int) -> None:
    public, _ = score.instance({"pairs": 60, "window": 200, "clusters": clusters}, 3)
    route = [stop for i in range(1, 121, 2) for stop in (i, i + 1, 0)]
    assert score.score(public, {"reference": 1}, {"route": route}).valid
