from __future__ import annotations

import math

import numpy as np
import pytest

from eft.evaluation.instances import genotypes
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("packing/disc_cover")[0], "score")
objective = load_module(read_family("packing/disc_cover")[0], "objective")


def _value(x: list[float], y: list[float]) -> float:
    value: float = score.score({"n": len(x)}, {}, {"x": x, "y": y}).value
    return value


def test_by_hand() -> None:
    assert _value([0.5], [0.5]) == pytest.approx(math.sqrt(0.5), abs=1e-15)
    assert _value([0.5], [0.5]) >= math.sqrt(0.5)  # rounded up
    assert _value([0.25, 0.25, 0.75, 0.75], [0.25, 0.75, 0.25, 0.75]) == pytest.approx(math.sqrt(0.125), abs=1e-15)
    assert _value([0.0, 1.0, 0.0, 1.0, 0.5], [0.0, 0.0, 1.0, 1.0, 0.5]) == 0.5  # exact: the middles of the edges


def test_centres_outside_are_moved() -> None:
    assert _value([-3.0, 0.5], [2.0, 0.5]) == _value([0.0, 0.5], [1.0, 0.5])


@pytest.mark.parametrize("n", [2, 5, 12, 30])
def test_objective_is_the_score(n: int) -> None:
    view = objective.Objective({"n": n})
    for z in genotypes(view, 25):
        assert view.value(z) == pytest.approx(score.score({"n": n}, {}, view.answer(z)).value, abs=5e-9)


def test_score_never_misses_a_sampled_point() -> None:
    rng = np.random.default_rng(4)
    u, v = rng.random((2, 4000, 1))
    for _ in range(50):
        x, y = np.rint(rng.random((2, 9)) * 2**30) / 2**30
        far = float(np.sqrt(((u - x) ** 2 + (v - y) ** 2).min(axis=1).max()))
        assert far <= _value(x.tolist(), y.tolist())
