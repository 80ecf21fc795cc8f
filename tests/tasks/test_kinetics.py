"""laws/kinetics: the law scores -13, near laws by hand, ranges of the points, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation import tasks
from eft.evaluation.blocks.verdict import Reject

SCORE = tasks.load_module(tasks.read_family("laws/kinetics")[0], "score")


def test_law_and_its_double() -> None:
    public, secret = SCORE.instance({"law": 2, "noise": 0.01}, 3)
    assert SCORE.score(public, secret, {"expr": secret["law"]}).value == pytest.approx(-13.0)
    double = SCORE.score(public, secret, {"expr": f"2*({secret['law']})"}).value
    shares = [np.mean(y**2) / y.var() for y in (secret["inside"][1], secret["outside"][1])]
    assert double == pytest.approx(0.5 * np.log10(shares).sum(), abs=1e-9)


def test_points_lie_in_their_ranges() -> None:
    public, secret = SCORE.instance({"noise": 0.0}, 8)
    for x, low, high in ((secret["inside"][0], SCORE.LOW, SCORE.HIGH), (secret["outside"][0], SCORE.OUT_LOW, SCORE.OUT_HIGH)):
        assert (x >= np.array(low)[:, None]).all()
        assert (x <= np.array(high)[:, None]).all()
    x, y = SCORE.training(public)
    assert (x.shape, y.shape) == ((3, 600), (600,))


@pytest.mark.parametrize("expr", ["R", "exp", "exp()", "A^2", "A" * 1000, {"A": 1}])
def test_refusals(expr: object) -> None:
    public, secret = SCORE.instance({"law": 3, "noise": 0.0}, 1)
    with pytest.raises(Reject, match="expr: "):
        SCORE.score(public, secret, {"expr": expr})
