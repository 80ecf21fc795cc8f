from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("graphs/rectilinear_crossing")
score = load_module(TASKS[0], "score")


def turn(a: list[int], b: list[int], c: list[int]) -> int:
    value = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (value > 0) - (value < 0)


def slow_crossings(p: list[list[int]]) -> int:
    """Twin: every two segments without a common end."""
    total = 0
    for a, b, c, d in itertools.combinations(p, 4):
        for s, t, u, v in ((a, b, c, d), (a, c, b, d), (a, d, b, c)):
            total += turn(s, t, u) != turn(s, t, v) and turn(u, v, s) != turn(u, v, t)
    return total


def test_drawings_by_hand() -> None:
    four = {"n": 4}
    assert score.score(four, {}, {"p": [[0, 0], [2, 0], [2, 2], [0, 3]]}).value == 1
    assert score.score(four, {}, {"p": [[0, 0], [9, 0], [0, 9], [2, 3]]}).value == 0
    assert score.score({"n": 5}, {}, {"p": [[i, i * i] for i in range(5)]}).value == 5  # convex: C(5, 4)
    assert score.score(four, {}, {"p": [[0, 0], [9, 0], [4, 4], [8, 8]]}).reason == "p: points 0, 2, 3 are on a line"


def test_products_at_the_largest_coordinates() -> None:
    top = 2**30
    square = [[-top, -top], [top, -top], [top, top], [-top, top]]
    assert score.score({"n": 4}, {}, {"p": square}).value == 1
    assert score.score({"n": 5}, {}, {"p": [*square, [1, 0]]}).value == slow_crossings([*square, [1, 0]])
    assert score.score({"n": 5}, {}, {"p": [*square, [0, 0]]}).valid is False  # on both diagonals


@pytest.mark.parametrize("p", [[[0, 0]] * 3, [[0.0, 0.0]] * 4, [[2**30 + 1, 0]] * 4, [0, 1, 2, 3], 3])
def test_bad_points_are_refused(p: object) -> None:
    with pytest.raises(Reject, match="p"):
        score.score({"n": 4}, {}, {"p": p})


def test_scorer_agrees_with_a_slow_twin() -> None:
    rng = random.Random(1)
    for round_ in range(60):
        n, side = rng.randint(4, 9), 10 ** rng.randint(1, 9)
        p = [[rng.randint(-side, side), rng.randint(-side, side)] for _ in range(n)]
        verdict = score.score({"n": n}, {}, {"p": p})
        lines = [t for t in itertools.combinations(range(n), 3) if turn(*(p[i] for i in t)) == 0]
        if lines:
            assert verdict.reason == f"p: points {', '.join(map(str, lines[0]))} are on a line", round_
        else:
            assert verdict.value == slow_crossings(p), round_


@pytest.mark.parametrize("task", TASKS, ids=lambda task: str(task.params["n"]))
def test_objective_agrees_with_score_also_where_points_coincide(task) -> None:
    public, _ = score.instance(task.params, None)
    space, rng = load_module(task, "objective").Objective(public), random.Random(3)
    for k in range(6):
        z = [rng.random() for _ in range(space.size)]
        if k > 2:
            z = [float(v > 0.5) for v in z]  # corners of the square only
        verdict = score.score(public, {}, space.answer(np.array(z)))
        assert verdict.value == space.value(z), verdict.reason
