from __future__ import annotations

import math

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("contest/production_plan")[0], "score")
PLANT = {"A": np.array([2, 1]), "C": [[5, 3], [4, 9]], "T": 4, "K": 5}
WAIT = [-1, -1]


def goods(actions: list[list[int]]) -> int:
    verdict = score.score(PLANT, {"reference": 1}, {"act": actions})
    assert verdict.valid, verdict.reason
    return int(verdict.certificate["goods"])


def test_plans_by_hand() -> None:
    assert goods([WAIT] * 4) == 5
    assert goods([[0, 0], WAIT, WAIT, WAIT]) == 8  # 5 - 5, then 2 goods in each of 4 turns
    # turn 0: pay 5, make 2; turn 1: make 2; turn 2: pay 4 for level 1, make 2 with one machine, now two machines; turn 3: make 4
    assert goods([[0, 0], WAIT, [1, 0], WAIT]) == 6
    # line 1: 5 - 3 + 1, + 1 = 4, + 1 = 5; a second strengthening costs 6
    assert goods([[0, 1], WAIT, WAIT, WAIT]) == 6


def test_score_is_the_logarithm_rounded_down() -> None:
    value = score.score(PLANT, {"reference": 1e5}, {"act": [[0, 0], WAIT, WAIT, WAIT]}).value
    assert value == pytest.approx(3.0)
    assert value < math.log2(8)


def test_second_strengthening_costs_twice() -> None:
    verdict = score.score(PLANT, {"reference": 1}, {"act": [[0, 1], WAIT, WAIT, [0, 1]]})
    assert not verdict.valid
    assert verdict.reason == "act[3] costs 6, only 5 goods are there"


@pytest.mark.parametrize("bad", [[2, 0], [0, 2], [-1, 0], [0, -1]])
def test_unknown_kinds_are_refused(bad: list[int]) -> None:
    assert not score.score(PLANT, {"reference": 1}, {"act": [bad, WAIT, WAIT, WAIT]}).valid


def test_every_turn_needs_a_row() -> None:
    with pytest.raises(Reject, match="act"):
        score.score(PLANT, {"reference": 1}, {"act": [WAIT] * 3})
