from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("contest/ad_rectangles")[0], "score")
objective = load_module(read_family("contest/ad_rectangles")[0], "objective")
TWO = {"p": np.array([[10, 20], [6000, 30]]), "want": np.array([40_000_000, 60_000_000])}


@pytest.mark.parametrize(
    ("r", "value"),
    [
        ([[0, 0, 4000, 10_000], [4000, 0, 10_000, 10_000]], 1.0),
        ([[0, 0, 2000, 10_000], [2000, 0, 10_000, 10_000]], (0.75 + 1 - 1 / 16) / 2),  # half of the wish; 6/8 of it: 1 - (1/4)^2
        ([[20, 0, 4000, 10_000], [4000, 0, 10_000, 10_000]], 0.5),  # the first misses its customer
    ],
)
def test_satisfaction_by_hand(r: list, value: float) -> None:
    assert score.score(TWO, {"reference": 1}, {"r": r}).value == value
    assert score.score(TWO, {"reference": 0.5}, {"r": r}).value == 2 * value


def test_one_cell_more_is_an_overlap() -> None:
    verdict = score.score(TWO, {"reference": 1}, {"r": [[0, 0, 4001, 10_000], [4000, 0, 10_000, 10_000]]})
    assert verdict.reason == "r: rectangles 0 and 1 share cells"


def test_empty_rectangles_are_refused() -> None:
    assert score.score(TWO, {"reference": 1}, {"r": [[0, 0, 4000, 10_000], [4000, 0, 4000, 10_000]]}).reason == "r[1] is empty"


def twin(public: dict, r: list[list[int]]) -> Fraction | None:
    total = Fraction(0)
    for i, (x0, y0, x1, y1) in enumerate(r):
        if x0 >= x1 or y0 >= y1:
            return None
        for a0, b0, a1, b1 in r[:i]:
            if min(x1, a1) > max(x0, a0) and min(y1, b1) > max(y0, b0):
                return None
        x, y = public["p"][i].tolist()
        if x0 <= x < x1 and y0 <= y < y1:
            a, w = (x1 - x0) * (y1 - y0), int(public["want"][i])
            total += 1 - (1 - Fraction(min(a, w), max(a, w))) ** 2
    return total / len(r)


def test_score_and_objective_agree_with_a_slow_twin() -> None:
    rng, seen = random.Random(0), set()
    for seed in range(100):
        public, _ = score.instance({"n": 6, "clusters": seed % 3}, seed)
        space = objective.Objective(public)
        z = [rng.randint(0, 7) for _ in range(space.size)]
        r = space.answer(z)["r"]
        if seed % 2:
            r[rng.randrange(6)][rng.randrange(4)] = rng.randint(0, 10_000)
        expected = twin(public, r)
        verdict = score.score(public, {"reference": 1}, {"r": r})
        assert verdict.valid == (expected is not None)
        if expected is not None:
            assert 0 <= expected - Fraction(verdict.value) < Fraction(1, 10**12)
        if seed % 2 == 0:
            assert 1 - verdict.value == pytest.approx(space.value(z), abs=1e-12)
        seen.add(expected is None)
    assert seen == {True, False}


@pytest.mark.parametrize("r", [[[0, 0, 1, 1]], [[0, 0, 1, 10_001]] * 2, [[-1, 0, 1, 1]] * 2, [[0, 0, 1, 1.0]] * 2])
def test_bad_tables_are_refused(r: list) -> None:
    with pytest.raises(Reject, match="r"):
        score.score(TWO, {"reference": 1}, {"r": r})


@pytest.mark.parametrize("clusters", [0, 5])
def test_customers_lie_in_different_rows_and_columns(clusters: int) -> None:
    public, _ = score.instance({"n": 150, "clusters": clusters}, 4)
    assert all(len(set(public["p"][:, axis].tolist())) == 150 for axis in (0, 1))
    assert public["want"].sum() == 10**8
    assert public["want"].min() >= 100
