from __future__ import annotations

import random
from itertools import product

import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("codes/covering_code")
score, objective = load_module(TASKS[0], "score"), load_module(TASKS[0], "objective")


def plain(q: int, n: int, words: list[list[int]]) -> int:
    return len(words) + sum(all(sum(a != b for a, b in zip(x, w, strict=True)) > 1 for w in words) for x in product(range(q), repeat=n))


def test_by_hand() -> None:
    """The words (a, b, a+b, a+2b) are the ternary Hamming code of length 4: nine balls of nine words."""
    assert score.score({"q": 3, "n": 1}, {}, {"w": [[0]]}).value == 1
    hamming = [[a, b, (a + b) % 3, (a + 2 * b) % 3] for a in range(3) for b in range(3)]
    assert score.score({"q": 3, "n": 4}, {}, {"w": hamming}).value == 9
    assert score.score({"q": 3, "n": 4}, {}, {"w": hamming[1:]}).value == 8 + 9


@pytest.mark.parametrize(("q", "n"), [(3, 3), (2, 5)])
def test_against_the_plain_definition(q: int, n: int) -> None:
    rng = random.Random(6)
    for _ in range(40):
        words = [[rng.randrange(q) for _ in range(n)] for _ in range(rng.randint(1, 9))]
        assert score.score({"q": q, "n": n}, {}, {"w": words}).value == plain(q, n, words)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_objective_is_the_score(task: object) -> None:
    params = task.params  # type: ignore[attr-defined]
    rng = random.Random(2)
    view = objective.Objective(params)
    for _ in range(3):
        z = [rng.randint(0, view.high) for _ in range(view.size)]
        assert score.score(params, {}, view.answer(z)).value == view.value(z)


@pytest.mark.parametrize("w", [[], [[0, 1]], [[0, 1, 3]], [[0, 1, -1]], [[0.0, 1.0, 2.0]], [[0, 0, 0]] * 28])
def test_refusals(w: list) -> None:
    with pytest.raises(Reject, match="w"):
        score.score({"q": 3, "n": 3}, {}, {"w": w})
