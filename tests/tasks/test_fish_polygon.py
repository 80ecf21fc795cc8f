from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("contest/fish_polygon")[0], "score")
objective = load_module(read_family("contest/fish_polygon")[0], "objective")
POND = {"good": np.array([[1, 1], [5, 5]]), "bad": np.array([[5, 1]]), "max_vertices": 20, "max_perimeter": 40}
SQUARE = [[0, 0], [9, 0], [9, 9], [0, 9]]


@pytest.mark.parametrize(
    ("v", "value"),
    [
        ([[0, 0], [2, 0], [2, 9], [0, 9]], 2),
        (SQUARE, 2),  # two good, one bad
        ([[1, 1], [2, 1], [2, 2], [1, 2]], 2),  # a vertex on the good point
        ([[5, 0], [6, 0], [6, 3], [5, 3]], 0),
        ([[5, 0], [6, 0], [6, 1], [5, 1]][::-1], 0),
        ([[0, 0], [1, 0], [1, 4], [6, 4], [6, 6], [0, 6]], 3),  # round the bad point
    ],
)
def test_points_by_hand(v: list, value: int) -> None:
    assert score.score(POND, {"reference": 1}, {"v": v}).value == value
    assert score.score(POND, {"reference": 4}, {"v": v}).value == value / 4


@pytest.mark.parametrize(
    ("v", "reason"),
    [
        ([[0, 0], [9, 0], [9, 12], [0, 12]], "v: perimeter 42, at most 40 allowed"),
        ([[0, 0], [5, 0], [9, 0], [9, 9], [0, 9]], "v: edges 0 and 1 do not form a right angle"),
        ([[0, 0], [9, 1], [9, 9], [0, 9]], "v: edge 0 is not an axis-parallel line of positive length"),
        ([[0, 0], [9, 0], [0, 0], [0, 9]], "v: edges 0 and 1 do not form a right angle"),
        ([[0, 0], [9, 0], [9, 1], [3, 1], [3, 0], [2, 0], [2, 2], [0, 2]], "v: edges 0 and 4 touch"),
        ([[0, 0], [4, 0], [4, 4], [2, 4], [2, 2], [6, 2], [6, 6], [0, 6]], "v: edges 4 and 1 touch or cross"),
    ],
)
def test_bad_polygons_are_refused(v: list, reason: str) -> None:
    assert score.score(POND, {"reference": 1}, {"v": v}).reason == reason


@pytest.mark.parametrize("v", [SQUARE[:3], SQUARE * 6, [[-1, 0]] * 4, [[0.0, 1.0]] * 4, [[0, 0, 0]] * 4])
def test_bad_lists_are_refused(v: list) -> None:
    with pytest.raises(Reject, match="v"):
        score.score(POND, {"reference": 1}, {"v": v})


def twin(public: dict, v: list[list[int]]) -> tuple[bool, int]:
    """Edges as sets of lattice points; inside by counting vertical edges to the left, a quarter above the point's height."""
    k, used = len(v), {}
    for e in range(k):
        (x0, y0), (x1, y1) = v[e], v[(e + 1) % k]
        for x in range(min(x0, x1), max(x0, x1) + 1):
            for y in range(min(y0, y1), max(y0, y1) + 1):
                used.setdefault((x, y), set()).add(e)
    simple = all(len(edges) == 1 or (len(edges) == 2 and (max(edges) - min(edges)) in (1, k - 1)) for edges in used.values())
    # neighbouring edges may share their common vertex only
    simple &= all(len(edges) == 1 or list(p) in v for p, edges in used.items()) and len({tuple(p) for p in v}) == k
    total = 1
    for name, sign in (("good", 1), ("bad", -1)):
        for x, y in public[name].tolist():
            left = 0
            for e in range(k):
                (x0, y0), (x1, y1) = v[e], v[(e + 1) % k]
                left += x0 == x1 and x0 < x and min(y0, y1) < y + 0.25 < max(y0, y1)
            total += sign * ((x, y) in used or left % 2 == 1)
    return simple, max(0, total)


def test_score_agrees_with_a_slow_twin() -> None:
    rng, seen = random.Random(0), [0, 0]
    for _ in range(3000):
        k = rng.choice((4, 6, 8))
        xs, ys = ([rng.randint(0, 7) for _ in range(k // 2)] for _ in range(2))
        v = [[xs[(e + 1) // 2 % (k // 2)], ys[e // 2]] for e in range(k)]
        public = {**POND, "max_perimeter": 400}
        public |= {name: np.array([[rng.randint(0, 8), rng.randint(0, 8)] for _ in range(12)]) for name in ("good", "bad")}
        verdict = score.score(public, {"reference": 1}, {"v": v})
        simple, value = twin(public, v)
        if any(v[e] == v[e - 1] for e in range(k)):
            simple = False
        assert verdict.valid == simple, (v, verdict.reason)
        if simple:
            assert verdict.value == value
        seen[simple] += 1
    assert min(seen) > 200


@pytest.mark.parametrize("vertices", [1000, 40])
def test_objective_agrees_with_the_score(vertices: int) -> None:
    rng = random.Random(1)
    public, _ = score.instance({"n": 300, "vertices": vertices}, 3)
    space = objective.Objective(public)
    for spread in (63, 10, 2):
        for _ in range(40):
            middle = rng.randint(0, 63)
            z = [min(63, max(0, middle + rng.randint(-spread, spread))) for _ in range(space.size)]
            z[:2] = rng.sample(range(64), 2)
            verdict = score.score(public, {"reference": 1}, space.answer(z))
            assert verdict.valid, verdict.reason
            assert verdict.value == max(0, -space.value(z))
