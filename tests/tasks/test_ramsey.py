from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("graphs/ramsey")
score = load_module(TASKS[0], "score")


def slow_count(n: int, sizes: list[int], col: list[int]) -> int:
    """Twin: all sets of vertices of every size."""
    colour = dict(zip(itertools.combinations(range(n), 2), col, strict=True))
    return sum(
        all(colour[pair] == k for pair in itertools.combinations(members, 2))
        for k, size in enumerate(sizes)
        for members in itertools.combinations(range(n), size)
    )


def test_values_by_hand() -> None:
    triangle = {"n": 3, "sizes": np.array([3, 2])}
    assert [score.score(triangle, {}, {"col": col}).value for col in ([0, 0, 0], [0, 0, 1], [1, 1, 1])] == [1, 1, 3]
    pentagon = [1 if v - u in (1, 4) else 0 for u, v in itertools.combinations(range(5), 2)]
    assert score.score({"n": 5, "sizes": np.array([3, 3])}, {}, {"col": pentagon}).value == 0  # R(3, 3) = 6


def test_paley_colouring_of_17_vertices() -> None:
    squares = {k * k % 17 for k in range(1, 17)}
    col = [int(v - u in squares) for u, v in itertools.combinations(range(17), 2)]
    public, _ = score.instance({"n": 17, "sizes": "4-4"}, None)
    assert score.score(public, {}, {"col": col}).value == 0
    assert score.score(public, {}, {"col": [0] * 136}).value == 2380  # C(17, 4)


@pytest.mark.parametrize("col", [[0, 0], [0, 0, 2], [0, 0, -1], [0.0, 0.0, 0.0], [True, True, True], [[0, 0, 0]], 3])
def test_bad_colourings_are_refused(col: object) -> None:
    with pytest.raises(Reject, match="col"):
        score.score({"n": 3, "sizes": np.array([3, 3])}, {}, {"col": col})


def test_scorer_agrees_with_a_slow_twin() -> None:
    rng = random.Random(1)
    for _ in range(60):
        n, sizes = rng.randint(3, 8), [rng.randint(2, 5) for _ in range(rng.randint(2, 3))]
        col = [rng.choice([0, 0, 0, rng.randrange(len(sizes))]) for _ in range(n * (n - 1) // 2)]
        assert score.score({"n": n, "sizes": np.array(sizes)}, {}, {"col": col}).value == slow_count(n, sizes, col)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: f"{task.params['n']}-{task.params['sizes']}")
def test_objective_agrees_with_score_after_every_step(task) -> None:
    public, _ = score.instance(task.params, None)
    space, rng = load_module(task, "objective").Objective(public), random.Random(3)
    z = [rng.randint(space.low, space.high) for _ in range(space.size)]
    for changes in (0, 0, 1, 2, 4, 5, space.size, 1):
        for k in rng.sample(range(space.size), changes):
            z[k] = rng.randint(space.low, space.high) if changes < space.size else 0
        assert space.value(z) == score.score(public, {}, space.answer(np.array(z))).value
