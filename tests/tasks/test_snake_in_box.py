from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("graphs/snake_in_box")
score = load_module(TASKS[0], "score")


def induced(v: list[int], edges: set[tuple[int, int]]) -> bool:
    """Twin: every pair of places is adjacent exactly if `edges` says so."""
    return all(((v[i] ^ v[j]).bit_count() == 1) == ((i, j) in edges) and v[i] != v[j] for j in range(len(v)) for i in range(j))


def slow_value(v: list[int], kind: str) -> int | None:
    if kind == "coil":
        ring = {(i, i + 1) for i in range(len(v) - 1)} | {(0, len(v) - 1)}
        return len(v) if len(v) >= 4 and induced(v, ring) else None
    good = [k for k in range(len(v) + 1) if induced(v[:k], {(i, i + 1) for i in range(k - 1)})]
    return max(0, max(good) - 1)


def test_values_by_hand() -> None:
    snake, coil = {"d": 3, "kind": "snake"}, {"d": 3, "kind": "coil"}
    assert score.score(snake, {}, {"v": [0, 1, 3, 7, 6]}).value == 4
    assert score.score(snake, {}, {"v": [0, 1, 3, 7, 6, 4]}).value == 4  # 4 is next to 0
    assert score.score(snake, {}, {"v": []}).value == 0
    assert score.score(coil, {}, {"v": [0, 1, 3, 7, 6, 4]}).value == 6
    assert score.score(coil, {}, {"v": [0, 1, 3, 2]}).value == 4
    assert (
        score.score(coil, {}, {"v": [0, 1, 3, 7, 6, 2]}).reason
        == "v[5] = 2 does not close a coil: expected exactly v[0] and v[4] among its neighbours"
    )
    assert score.score(coil, {}, {"v": [0, 1, 3, 7]}).valid is False
    assert score.score(coil, {}, {"v": [0, 1]}).reason == "v: 2 vertices, a coil has at least 4"


def test_bad_vertices_are_refused() -> None:
    for bad in ([8], [-1], [0.0], 3, [0] * 9):
        with pytest.raises(Reject, match="v"):
            score.score({"d": 3, "kind": "snake"}, {}, {"v": bad})


@pytest.mark.parametrize("kind", ["snake", "coil"])
def test_scorer_agrees_with_a_slow_twin(kind: str) -> None:
    rng, found = random.Random(1), set()
    while len(found) < 4 or rng.random() > 0.002:
        v = [rng.randrange(16)]
        for _ in range(rng.randrange(9)):
            v.append(v[-1] ^ 1 << rng.randrange(4) if rng.random() < 0.97 else rng.randrange(16))
        verdict = score.score({"d": 4, "kind": kind}, {}, {"v": v})
        value = slow_value(v, kind)
        assert (verdict.value if verdict.valid else None) == value, v
        found.add(value)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: f"{task.params['d']}{task.params['kind']}")
def test_objective_agrees_with_score(task) -> None:
    public, _ = score.instance(task.params, None)
    space, rng = load_module(task, "objective").Objective(public), random.Random(3)
    for _ in range(30):
        z = [rng.randint(space.low, space.high) for _ in range(space.size)]
        assert score.score(public, {}, space.answer(np.array(z))).value == -space.value(z)
