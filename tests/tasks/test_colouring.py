from __future__ import annotations

import random
from itertools import product

import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("additive/colouring")
score, objective = load_module(TASKS[0], "score"), load_module(TASKS[0], "objective")


def allowed(rule: str, colours: list[int]) -> bool:
    n = len(colours)
    of = dict(enumerate(colours, 1))
    if rule.endswith("ap"):
        terms = int(rule[0])
        runs = ([a + i * d for i in range(terms)] for a, d in product(range(1, n + 1), repeat=2))
        return not any(run[-1] <= n and len({of[x] for x in run}) == 1 for run in runs)
    pairs = ((a, b) for a, b in product(range(1, n + 1), repeat=2) if a + b <= n and (a != b or rule == "schur"))
    return not any(of[a] == of[b] == of[a + b] for a, b in pairs)


def plain(rule: str, colours: list[int]) -> int:
    return max((m for m in range(1, len(colours) + 1) if allowed(rule, colours[:m])), default=0)


def value(rule: str, k: int, colours: object) -> float:
    return score.score({"rule": rule, "k": k}, {}, {"c": colours}).value


def test_by_hand() -> None:
    assert value("schur", 2, [0, 1, 1, 0, 1]) == 4  # 2 + 3 = 5
    assert value("schur", 1, [0, 0]) == 1  # 1 + 1 = 2
    assert value("weak schur", 1, [0, 0, 0]) == 2  # 1 + 2 = 3
    assert value("weak schur", 2, [0, 0, 1, 0, 1, 1, 1, 0]) == 8
    assert value("4-ap", 1, [0] * 9) == 3


@pytest.mark.parametrize("rule", ["schur", "weak schur", "4-ap", "5-ap", "6-ap"])
def test_against_the_plain_definition(rule: str) -> None:
    rng = random.Random(rule)
    for _ in range(25):
        colours = [rng.randrange(2) for _ in range(rng.randint(1, 16))]
        assert value(rule, 2, colours) == plain(rule, colours)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_objective_agrees_but_for_its_tie_break(task: object) -> None:
    params = task.params  # type: ignore[attr-defined]
    rng = random.Random(3)
    view = objective.Objective(params)
    for _ in range(3):
        z = [rng.randint(0, view.high) for _ in range(view.size)]
        found = view.answer(z)
        assert 0 <= view.value(z) + value(params["rule"], params["k"], found["c"]) < 1
        assert value(params["rule"], params["k"], found["c"]) == len(found["c"])


@pytest.mark.parametrize("c", [[], [2], [-1], [0.0], [True], [0] * 4001, [[0]]])
def test_refusals(c: list) -> None:
    with pytest.raises(Reject, match="c"):
        value("schur", 2, c)
