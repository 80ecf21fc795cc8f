from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("scheduling/setup_machines")[0], "score")
objective = load_module(read_family("scheduling/setup_machines")[0], "objective")
TINY = {"p": np.array([[3, 2], [4, 1]]), "s": np.array([[[0, 5], [6, 0], [1, 2]], [[0, 7], [8, 0], [3, 4]]])}


@pytest.mark.parametrize(
    ("seq", "makespan"),
    [([0, 1, -1], 1 + 3 + 5 + 2), ([0, -1, 1], 5), ([1, -1, 0], 7), ([-1, 1, 0], 4 + 1 + 8 + 4)],
)
def test_makespan_by_hand(seq: list[int], makespan: int) -> None:
    verdict = score.score(TINY, {"reference": 4}, {"seq": seq})
    assert verdict.value == makespan / 4
    assert verdict.certificate == {"makespan": makespan}


def twin(public: dict, seq: list[int]) -> int:
    best, machine, last, load = 0, 0, None, 0
    for v in [*seq, -1]:
        if v == -1:
            best, machine, last, load = max(best, load), machine + 1, None, 0
            continue
        load += int(public["s"][machine][-1 if last is None else last][v]) + int(public["p"][machine][v])
        last = v
    return best


def test_score_agrees_with_a_slow_twin() -> None:
    public, _ = score.instance({"n": 12, "m": 4}, 9)
    rng = random.Random(0)
    for _ in range(100):
        seq = rng.sample([*range(12), -1, -1, -1], 15)
        assert score.score(public, {"reference": 1}, {"seq": seq}).value == twin(public, seq)


@pytest.mark.parametrize("seq", [[0, 0, -1], [0, -1, -1], [0, 1, 1]])
def test_wrong_counts_are_refused(seq: list[int]) -> None:
    assert not score.score(TINY, {"reference": 4}, {"seq": seq}).valid


@pytest.mark.parametrize("seq", [[0, 1], [0, 1, -2], [0, 2, -1], [0.0, 1.0, -1.0]])
def test_bad_lists_are_refused(seq: list) -> None:
    with pytest.raises(Reject, match="seq"):
        score.score(TINY, {"reference": 4}, {"seq": seq})


def test_objective_agrees_with_the_score() -> None:
    rng = random.Random(2)
    for seed in range(20):
        public, _ = score.instance({"n": 12, "m": 3}, seed)
        space = objective.Objective(public)
        z = rng.sample(range(12), 12)
        assert score.score(public, {"reference": 1}, space.answer(z)).value == space.value(z)
