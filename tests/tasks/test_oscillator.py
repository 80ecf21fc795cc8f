"""laws/oscillator: the law and the mean score what they must, the generator keeps its promises, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation import tasks
from eft.evaluation.blocks import infix, lawdata
from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.scorers.regression import values

TASK = tasks.read_family("laws/oscillator")[0]
SCORE = tasks.load_module(TASK, "score")


@pytest.mark.parametrize("params", [{"law": 5, "noise": 0.0}, {"terms": 4, "noise": 0.01}])
def test_law_and_mean(params: dict[str, float]) -> None:
    public, secret = SCORE.instance(params, 7)
    law = SCORE.score(public, secret, {"expr": secret["law"]})
    assert (law.value, law.certificate["same_law"]) == (pytest.approx(-13.0), True)
    shifted = SCORE.score(public, secret, {"expr": secret["law"] + " + 0.001"})
    y_in, y_out = secret["inside"][1], secret["outside"][1]
    by_hand = 0.5 * (np.log10(1e-6 / y_in.var()) + np.log10(1e-6 / y_out.var()))
    assert (shifted.value, shifted.certificate["same_law"]) == (pytest.approx(by_hand, abs=1e-6), False)


def test_the_path_obeys_the_law_and_noise_is_one_percent() -> None:
    public, secret = SCORE.instance({"law": 2, "noise": 0.01}, 3)
    x = np.array([public[name] for name in ("t", "x", "v")])
    exact = values(*infix.law(secret["law"], SCORE.NAMES), x)
    assert np.std(public["a"] - exact) == pytest.approx(0.01 * exact.std(), rel=0.1)
    t, place, speed = x
    assert np.abs(np.gradient(place, t)[1:-1] - speed[1:-1]).max() < 1e-2
    assert np.abs(np.gradient(speed, t)[1:-1] - exact[1:-1]).max() < 5e-2


def test_runge_kutta_is_of_fourth_order() -> None:
    laws = [infix.law("v", SCORE.NAMES), infix.law("-x", SCORE.NAMES)]
    errors = [np.abs(lawdata.runge_kutta(laws, [1.0, 0.0], h, round(2 / h) + 1)[1, -1] - np.cos(2.0)) for h in (0.1, 0.05)]
    assert 12 < errors[0] / errors[1] < 20


@pytest.mark.parametrize("expr", ["y", "x.imag", "x[0]", "1e400", "exec(x)", 5, None, ["x"]])
def test_refusals(expr: object) -> None:
    public, secret = SCORE.instance({"law": 3, "noise": 0.0}, 1)
    with pytest.raises(Reject, match="expr: "):
        SCORE.score(public, secret, {"expr": expr})
