from __future__ import annotations

import itertools
import random

import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("points/grid_avoid")[0], "score")
objective = load_module(read_family("points/grid_avoid")[0], "objective")


def _value(n: int, rule: str, p: list[list[int]]) -> float | None:
    value: float | None = score.score({"n": n, "rule": rule}, {}, {"p": p}).value
    return value


def test_by_hand() -> None:
    square = [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert _value(2, "line", square) == 4
    assert _value(2, "isosceles", square[:2]) == 2
    assert _value(2, "isosceles", square[:3]) is None
    assert _value(3, "isosceles", [[0, 0], [1, 1], [2, 2]]) is None  # the midpoint: a degenerate triangle
    assert _value(4, "isosceles", [[0, 0], [1, 1], [3, 3]]) == 3  # in line, but not evenly
    assert _value(4, "line", [[0, 0], [1, 1], [3, 3]]) is None


@pytest.mark.parametrize("p", [[[0, 3]], [[-1, 0]], [[True, False]], [[0.0, 1.0]], []])
def test_bad_points_are_refused(p: list[list[int]]) -> None:
    with pytest.raises(Reject, match="p"):
        score.score({"n": 3, "rule": "line"}, {}, {"p": p})


def _allowed(rule: str, points: list[tuple[int, int]]) -> bool:
    """By the definition, over all triples."""
    for (a, b), (c, d), (e, f) in itertools.combinations(points, 3):
        if rule == "line" and (c - a) * (f - b) == (d - b) * (e - a):
            return False
        sides = [(a - c) ** 2 + (b - d) ** 2, (a - e) ** 2 + (b - f) ** 2, (c - e) ** 2 + (d - f) ** 2]
        if rule == "isosceles" and len(set(sides)) < 3:
            return False
    return True


@pytest.mark.parametrize("rule", ["line", "isosceles"])
def test_score_and_objective_against_all_triples(rule: str) -> None:
    rng = random.Random(4)
    view = objective.Objective({"n": 6, "rule": rule})
    for _ in range(60):
        points = rng.sample([(x, y) for x in range(6) for y in range(6)], 5)
        assert (_value(6, rule, [list(p) for p in points]) is not None) == _allowed(rule, points)
        greedy: list[tuple[int, int]] = []
        cells = [rng.randrange(36) for _ in range(18)]
        for cell in cells:
            point = divmod(cell, 6)
            if point not in greedy and _allowed(rule, [*greedy, point]):
                greedy.append(point)
        assert view.answer(cells)["p"] == [list(p) for p in greedy]
