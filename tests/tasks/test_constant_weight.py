from __future__ import annotations

import random
from itertools import combinations

import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("codes/constant_weight")
score, objective = load_module(TASKS[0], "score"), load_module(TASKS[0], "objective")
PUBLIC = {"n": 8, "d": 4, "weight": 4}


def test_by_hand() -> None:
    assert score.score({"n": 4, "d": 4, "weight": 2}, {}, {"w": [3, 12]}).value == 2
    assert score.score({"n": 4, "d": 2, "weight": 2}, {}, {"w": [3, 5, 6, 9, 10, 12]}).value == 6
    assert not score.score({"n": 4, "d": 4, "weight": 2}, {}, {"w": [3, 5]}).valid
    assert not score.score({"n": 4, "d": 2, "weight": 2}, {}, {"w": [3, 7]}).valid


def test_against_the_plain_definition() -> None:
    rng = random.Random(1)
    of_weight = [w for w in range(256) if w.bit_count() == 4]
    seen = set()
    for _ in range(100):
        words = rng.sample(of_weight, rng.randint(1, 4)) + ([7] if rng.random() < 0.1 else [])
        good = all((a ^ b).bit_count() >= 4 for a, b in combinations(words, 2)) and 7 not in words
        assert score.score(PUBLIC, {}, {"w": words}).valid == good
        seen.add(good)
    assert seen == {False, True}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_every_list_of_orbits_is_a_code(task: object) -> None:
    params = task.params  # type: ignore[attr-defined]
    rng = random.Random(3)
    view = objective.Objective(params)
    z = [rng.randint(0, view.high) for _ in range(view.size)]
    assert score.score(params, {}, view.answer(z)).value == -view.value(z)


@pytest.mark.parametrize("w", [[], [256], [-1], [15.0], [True], [15] * 5000])
def test_refusals(w: list) -> None:
    with pytest.raises(Reject, match="w"):
        score.score(PUBLIC, {}, {"w": w})
