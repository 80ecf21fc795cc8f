from __future__ import annotations

import math
import random

import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("additive/sum_difference")
score, objective = load_module(TASKS[0], "score"), load_module(TASKS[0], "objective")
RATIO = {"form": "ratio", "size_max": 32, "value_max": 100}
LEMMA = {"form": "lemma", "size_max": 32, "value_max": 100}


def plain(form: str, a: list[int]) -> float:
    sums, differences = len({x + y for x in a for y in a}), len({x - y for x in a for y in a})
    if form == "ratio":
        return math.log(sums / len(a)) / math.log(differences / len(a))
    return 1 + math.log(differences / sums) / math.log(2 * max(a) + 1)


def test_by_hand() -> None:
    assert score.score(LEMMA, {}, {"a": [3, 0, 1]}).value == pytest.approx(1 + math.log(7 / 6) / math.log(7), abs=1e-14)
    conway = [0, 2, 3, 4, 7, 11, 12, 14]  # 26 sums, 25 differences
    assert score.score(RATIO, {}, {"a": conway}).value == pytest.approx(math.log(26 / 8) / math.log(25 / 8), abs=1e-14)


@pytest.mark.parametrize("public", [RATIO, LEMMA])
def test_against_the_plain_definition(public: dict) -> None:
    rng = random.Random(5)
    for _ in range(50):
        a = [0, *rng.sample(range(1, 101), rng.randint(2, 30))]
        value = score.score(public, {}, {"a": a}).value
        assert value <= plain(public["form"], a) + 1e-15
        assert value == pytest.approx(plain(public["form"], a), abs=1e-13)


def test_lemma_needs_zero_and_no_negative_number() -> None:
    assert not score.score(LEMMA, {}, {"a": [1, 3, 4]}).valid
    assert not score.score(LEMMA, {}, {"a": [0, -3, 4]}).valid
    assert score.score(RATIO, {}, {"a": [-1, -3, 4]}).valid


def test_objective_agrees_on_every_instance() -> None:
    rng = random.Random(8)
    for task in TASKS:
        view = objective.Objective(task.params)
        z = [rng.randint(view.low, view.high) for _ in range(view.size)]
        assert score.score(task.params, {}, view.answer(z)).value == pytest.approx(-view.value(z), abs=1e-12)


@pytest.mark.parametrize("a", [[0], list(range(33)), [0.0, 1.0, 3.0], [True, False]])
def test_refusals(a: list) -> None:
    with pytest.raises(Reject, match="a"):
        score.score(RATIO, {}, {"a": a})
