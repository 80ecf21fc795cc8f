from __future__ import annotations

import random
from itertools import combinations

import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("codes/binary_code")
score, objective = load_module(TASKS[0], "score"), load_module(TASKS[0], "objective")


def plain(d: int, words: list[int]) -> bool:
    return all((a ^ b).bit_count() >= d for a, b in combinations(words, 2))


def test_by_hand() -> None:
    assert score.score({"n": 3, "d": 2}, {}, {"w": [0, 3, 5, 6]}).value == 4
    assert score.score({"n": 3, "d": 3}, {}, {"w": [0, 7]}).value == 2
    assert not score.score({"n": 3, "d": 2}, {}, {"w": [0, 3, 5, 7]}).valid


def test_against_the_plain_definition() -> None:
    rng = random.Random(1)
    seen = set()
    for _ in range(100):
        words = rng.sample(range(256), rng.randint(1, 5))
        verdict = score.score({"n": 8, "d": 3}, {}, {"w": words})
        assert verdict.valid == plain(3, words)
        seen.add(verdict.valid)
    assert seen == {False, True}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_every_list_of_orbits_is_a_code(task: object) -> None:
    params = task.params  # type: ignore[attr-defined]
    rng = random.Random(3)
    view = objective.Objective(params)
    z = [rng.randint(0, view.high) for _ in range(view.size)]
    assert score.score(params, {}, view.answer(z)).value == -view.value(z)


@pytest.mark.parametrize("w", [[], [8], [-1], [0.0], [True], [0] * 5000])
def test_refusals(w: list) -> None:
    with pytest.raises(Reject, match="w"):
        score.score({"n": 3, "d": 2}, {}, {"w": w})
