from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("points/star_discrepancy")[0], "score")
objective = load_module(read_family("points/star_discrepancy")[0], "objective")


def test_one_point_by_hand() -> None:
    assert score.score({"n": 1, "d": 2}, {}, {"p": [[0.5, 0.5]]}).value == 0.75
    assert score.score({"n": 1, "d": 3}, {}, {"p": [[0.5, 0.5, 0.5]]}).value == 0.875
    assert score.score({"n": 1, "d": 3}, {}, {"p": [[1.0, 1.0, 1.0]]}).value == 1.0  # the open cube is empty


@pytest.mark.parametrize("d", [2, 3])
def test_outside_is_refused(d: int) -> None:
    for bad in (1.0 + 2**-32, -(2**-32)):
        verdict = score.score({"n": 2, "d": d}, {}, {"p": [[0.5] * d, [bad] * d]})
        assert not verdict.valid
        assert "point 1 leaves the unit" in verdict.reason


@pytest.mark.parametrize("d", [2, 3])
def test_objective_is_the_score(d: int) -> None:
    rng = np.random.default_rng(d)
    view = objective.Objective({"n": 7, "d": d})
    for _ in range(50):
        z = np.rint(rng.random(7 * d) * 64) / 64
        assert view.value(z) == pytest.approx(score.score({"n": 7, "d": d}, {}, view.answer(z)).value, abs=1e-12)
