"""laws/stress_strain: laws and points by hand, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation import tasks
from eft.evaluation.blocks import infix
from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.scorers.regression import values

SCORE = tasks.load_module(tasks.read_family("laws/stress_strain")[0], "score")


def test_joined_laws_by_hand() -> None:
    point = np.array([[0.01, 0.2], [900.0, 300.0], [1.0, 1.0]])
    sharp = SCORE.join("5000*eps", "(200 + 300*pow(eps, 1))", ["*(1 - pow((T - 300)/1200, 1))"], True)
    assert values(*infix.law(sharp, SCORE.NAMES), point).tolist() == pytest.approx([50.0, 260.0])
    smooth = SCORE.join("5000*eps", "200", [], False)
    assert values(*infix.law(smooth, SCORE.NAMES), point).tolist() == pytest.approx([200 * np.tanh(0.25), 200 * np.tanh(5.0)])


def test_law_scores_the_floor() -> None:
    for params in ({"law": 1, "noise": 0.0}, {"noise": 0.01}):
        public, secret = SCORE.instance(params, 6)
        assert SCORE.score(public, secret, {"expr": secret["law"]}).value == pytest.approx(-13.0)
        assert len(infix.law(secret["law"], SCORE.NAMES)[0]) <= 60
        assert secret["outside"][0][0].min() >= 0.15
        assert public["rate"].min() >= 0.00999


@pytest.mark.parametrize("expr", ["strain", "eps.T", "max(eps)", "eps < 1", 0.5])
def test_refusals(expr: object) -> None:
    public, secret = SCORE.instance({"law": 3, "noise": 0.0}, 1)
    with pytest.raises(Reject, match="expr: "):
        SCORE.score(public, secret, {"expr": expr})
