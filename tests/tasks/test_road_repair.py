from __future__ import annotations

import random
from itertools import product

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("contest/road_repair")[0], "score")
objective = load_module(read_family("contest/road_repair")[0], "objective")
TRIANGLE = {
    "xy": np.array([[0, 0], [1, 0], [0, 1]]), "edges": np.array([[0, 1], [0, 2], [1, 2]]), "w": np.array([1, 1, 1]), "D": 3, "K": 2,
    "source": np.arange(3),
}  # fmt: skip


@pytest.mark.parametrize(
    ("day", "cost"),
    [
        ([0, 1, 2], 3 * 2),  # every day one pair is 2 apart instead of 1, both ways
        ([0, 0, 1], 4 * 10_000 + 2),  # junction 0 is cut off on day 0
    ],
)
def test_cost_by_hand(day: list[int], cost: int) -> None:
    assert score.score(TRIANGLE, {"reference": 2}, {"day": day}).value == cost / 2


def test_full_days_are_refused() -> None:
    assert score.score(TRIANGLE, {"reference": 1}, {"day": [1, 1, 1]}).reason == "day: 3 roads on day 1, at most 2 allowed"


@pytest.mark.parametrize("day", [[0, 1], [0, 1, 3], [-1, 0, 1], [0.0, 1.0, 2.0], [True, False, True]])
def test_bad_lists_are_refused(day: list) -> None:
    with pytest.raises(Reject, match="day"):
        score.score(TRIANGLE, {"reference": 1}, {"day": day})


def twin(public: dict, day: list[int]) -> int:
    """Floyd and Warshall, once per day."""
    n = len(public["xy"])

    def distances(closed: int) -> list[list[int]]:
        d = [[0 if i == j else 10**9 for j in range(n)] for i in range(n)]
        for (i, j), w, k in zip(public["edges"].tolist(), public["w"].tolist(), day, strict=True):
            if k != closed:
                d[i][j] = d[j][i] = w
        for k, i, j in product(range(n), repeat=3):
            d[i][j] = min(d[i][j], d[i][k] + d[k][j])
        return d

    usual = distances(-1)
    return sum(
        min(grown[s][v] - usual[s][v], 10_000)
        for grown in map(distances, range(public["D"]))
        for s in public["source"].tolist()
        for v in range(n)
    )


def test_score_and_objective_agree_with_a_slow_twin() -> None:
    rng = random.Random(0)
    for seed in range(50):
        public, _ = score.instance({"n": 16, "m": 28, "D": 3, "K": 12}, seed % 10)
        space = objective.Objective(public)
        z = [rng.randint(0, 2) for _ in range(space.size)]
        answer = space.answer(z)
        expected = twin(public, answer["day"])
        assert score.score(public, {"reference": 1}, answer).value == expected
        assert space.value(z) == space.value(z) == expected


def test_roads_form_a_connected_plane_graph() -> None:
    for seed in range(5):
        public, _ = score.instance({"n": 60, "m": 130, "D": 6, "K": 30}, seed)
        xy, edges = public["xy"], public["edges"].tolist()
        assert len(edges) == 130
        assert np.isfinite(score._distances(public, np.ones(130, dtype=bool))).all()

        def side(o: int, s: int, t: int) -> int:
            (ox, oy), (sx, sy), (tx, ty) = xy[[o, s, t]].tolist()  # noqa: B023 # called before the loop goes on
            return (sx - ox) * (ty - oy) - (sy - oy) * (tx - ox)

        for k, (a, b) in enumerate(edges):
            for c, d in edges[:k]:
                if not {a, b} & {c, d}:
                    assert not (side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0)
