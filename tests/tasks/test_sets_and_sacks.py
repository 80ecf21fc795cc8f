"""multi_knapsack, set_cover: scores by hand, objectives against the scorer, kinds."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject, Verdict
from eft.evaluation.tasks import load_module, read_family


def judge(family: str, public: dict[str, Any], answer: dict[str, Any], reference: float = 1) -> Verdict:
    return load_module(read_family(family)[0], "score").score(public, {"reference": reference}, answer)


SACK = {"p": np.array([5, 4, 3]), "w": np.array([[2, 2, 2], [1, 5, 1]]), "c": np.array([4, 6])}
SETS = {"n": 4, "ptr": np.array([0, 2, 4, 5, 6]), "idx": np.array([0, 1, 1, 2, 3, 3]), "cost": np.array([3, 4, 9, 5])}


def test_sack_by_hand() -> None:
    assert judge("assignment/multi_knapsack", SACK, {"x": [1, 1, 0]}, 9).value == 1.0
    assert judge("assignment/multi_knapsack", SACK, {"x": [0, 0, 0]}).value == 0
    assert "capacity" in judge("assignment/multi_knapsack", SACK, {"x": [1, 1, 1]}).reason
    with pytest.raises(Reject, match="x"):
        judge("assignment/multi_knapsack", SACK, {"x": [1, 2, 0]})


def test_cover_by_hand() -> None:
    assert judge("assignment/set_cover", SETS, {"s": [0, 1, 3]}).value == 12
    assert judge("assignment/set_cover", SETS, {"s": [0, 1, 3, 3]}).value == 17  # paid twice
    assert judge("assignment/set_cover", SETS, {"s": [1]}).value == 12  # buys set 0 for element 0, the cheaper of 2 and 3 for element 3
    assert judge("assignment/set_cover", SETS, {"s": []}, 12).value == 1.0
    for bad in ([4], [-1], [0.0], [[0]], 3, None, [0] * 17):
        with pytest.raises(Reject, match="s"):
            judge("assignment/set_cover", SETS, {"s": bad})


@pytest.mark.parametrize("family", ["assignment/multi_knapsack", "assignment/set_cover"])
def test_objective_agrees_with_score(family: str) -> None:
    rng, sign = random.Random(2), -1 if family == "assignment/multi_knapsack" else 1
    for task in read_family(family):
        score = load_module(task, "score")
        public, secret = score.instance({**task.params, **task.args}, 5)
        assert secret == {}
        space = load_module(task, "objective").Objective(public)
        for _ in range(6):
            z = [rng.randint(space.low, space.high) for _ in range(space.size)]
            assert judge(family, public, space.answer(np.array(z))).value == sign * space.value(z)


def test_objective_of_the_sack_fills_in_falling_profit() -> None:
    space = load_module(read_family("assignment/multi_knapsack")[0], "objective").Objective(SACK)
    assert space.answer([1, 1, 1]) == {"x": [1, 1, 0]}
    assert space.value([0, 1, 1]) == -7
    assert space.value([0, 0, 1]) == -3


def test_lines_of_three_are_shuffled_triple_systems() -> None:
    task = next(task for task in read_family("assignment/set_cover") if task.params["pool"] == "lines27")
    make = load_module(task, "score").instance
    first, second = (make({**task.params, **task.args}, seed)[0] for seed in (1, 2))
    assert not np.array_equal(first["idx"], second["idx"])
    assert (first["n"], len(first["cost"])) == (117, 27)
    assert np.bincount(first["idx"]).tolist() == [3] * 117  # a line has three points
    assert np.diff(first["ptr"]).tolist() == [13] * 27  # a point is on 13 lines
