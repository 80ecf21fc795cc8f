from __future__ import annotations

import random

import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASK = read_family("additive/difference_basis")[0]
score, objective = load_module(TASK, "score"), load_module(TASK, "objective")


def test_ruler_by_hand() -> None:
    assert score.score({"n": 9}, {}, {"b": [9, 0, 7, 1, 4]}).value == 5
    assert score.score({"n": 3}, {}, {"b": [0, 1, 3]}).value == 3
    assert not score.score({"n": 9}, {}, {"b": [0, 1, 4, 9]}).valid  # 2, 6 and 7 are missing


def test_against_the_plain_definition() -> None:
    rng = random.Random(5)
    seen = set()
    for _ in range(100):
        b = rng.sample(range(13), rng.randint(2, 10))
        covers = {abs(x - y) for x in b for y in b} >= set(range(1, 13))
        assert score.score({"n": 12}, {}, {"b": b}).valid == covers
        seen.add(covers)
    assert seen == {False, True}


@pytest.mark.parametrize("n", [2, 50, 121])
def test_every_list_is_completed_to_a_basis(n: int) -> None:
    rng = random.Random(n)
    view = objective.Objective({"n": n})
    for _ in range(20):
        z = [rng.randint(view.low, max(view.low, view.high)) for _ in range(view.size)]
        assert score.score({"n": n}, {}, view.answer(z)).value == view.value(z)


@pytest.mark.parametrize("b", [[0], [0.0, 1.0], [True, False], [[0, 1]], list(range(52))])
def test_refusals(b: list) -> None:
    with pytest.raises(Reject, match="b"):
        score.score({"n": 50}, {}, {"b": b})
