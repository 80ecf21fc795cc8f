"""laws/scaling_law: log loss of small and large runs, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation import tasks
from eft.evaluation.blocks import infix
from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.scorers.regression import values

SCORE = tasks.load_module(tasks.read_family("laws/scaling_law")[0], "score")


def test_law_and_noise() -> None:
    public, secret = SCORE.instance({"law": 2}, 6)
    assert SCORE.score(public, secret, {"expr": secret["law"]}).value == pytest.approx(-13.0)
    x, y = SCORE.training(public)
    assert np.std(y - values(*infix.law(secret["law"], SCORE.NAMES), x)) == pytest.approx(0.01, rel=0.3)
    large = secret["outside"][0]
    assert large[0].min() >= 999
    assert large[1].max() <= 200.001


def test_joined_by_hand() -> None:
    law = SCORE.join("1", [" + 2*pow(N, -1)", " + 3*pow(DATA, -1)"], "(2*D)")
    assert values(*infix.law(law, SCORE.NAMES), np.array([[4.0], [3.0], [0.1]]))[0] == pytest.approx(np.log(1 + 0.5 + 0.5))


@pytest.mark.parametrize("expr", ["loss", "N**2", "log", "1e999", [1.0]])
def test_refusals(expr: object) -> None:
    public, secret = SCORE.instance({"law": 1}, 1)
    with pytest.raises(Reject, match="expr: "):
        SCORE.score(public, secret, {"expr": expr})
