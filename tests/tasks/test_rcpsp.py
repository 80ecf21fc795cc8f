from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("scheduling/rcpsp")[0], "score")
objective = load_module(read_family("scheduling/rcpsp")[0], "objective")
ONE = {"dur": np.array([2, 3, 2]), "pred": np.array([[0, 1]]), "need": np.ones((3, 4), dtype=np.int64), "cap": np.ones(4, dtype=np.int64)}
FREE = {**ONE, "need": np.array([[1] * 4, [0] * 4, [1] * 4])}


@pytest.mark.parametrize(
    ("project", "order", "makespan"), [(ONE, [0, 1, 2], 7), (ONE, [2, 0, 1], 7), (FREE, [0, 2, 1], 5), (FREE, [2, 0, 1], 7)]
)
def test_makespan_by_hand(project: dict, order: list[int], makespan: int) -> None:
    assert score.score(project, {"reference": 5}, {"list": order}).value == makespan / 5


def twin(public: dict, order: list[int]) -> int:
    """Tries every start tick, counting the use of every tick anew."""
    dur, need, cap = public["dur"].tolist(), public["need"].tolist(), public["cap"].tolist()
    begin: dict[int, int] = {}
    for job in order:
        start = max([begin[a] + dur[a] for a, b in public["pred"].tolist() if b == job], default=0)
        while True:
            for t in range(start, start + dur[job]):
                live = [k for k, s in begin.items() if s <= t < s + dur[k]]
                if any(sum(need[k][r] for k in live) + need[job][r] > cap[r] for r in range(4)):
                    break
            else:
                break
            start += 1
        begin[job] = start
    return max(s + dur[k] for k, s in begin.items())


def test_score_and_objective_agree_with_a_slow_twin() -> None:
    rng = random.Random(0)
    for seed in range(60):
        public, _ = score.instance({"n": 12, "strength": 0.1 * (seed % 5)}, seed)
        space = objective.Objective(public)
        z = rng.sample(range(12), 12)
        answer = space.answer(z)
        assert space.value(z) == twin(public, answer["list"])
        assert score.score(public, {"reference": 1}, answer).value == space.value(z)


def test_predecessors_come_first() -> None:
    verdict = score.score(ONE, {"reference": 5}, {"list": [1, 0, 2]})
    assert verdict.reason == "list: activity 1 comes before its predecessor 0"


@pytest.mark.parametrize("order", [[0, 1], [0, 1, 1], [0, 1, 3], [False, True, 2]])
def test_bad_lists_are_refused(order: list) -> None:
    with pytest.raises(Reject, match="list"):
        score.score(ONE, {"reference": 5}, {"list": order})


def test_every_activity_fits_alone() -> None:
    public, _ = score.instance({"n": 40, "strength": 0.0}, 2)
    assert (public["need"] <= public["cap"]).all()
    assert (public["pred"][:, 0] < public["pred"][:, 1]).all()
