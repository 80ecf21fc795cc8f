"""laws/growth: the law scores -13, every part of a law matters, the data obey it, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation import tasks
from eft.evaluation.blocks import infix
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.scorers.regression import values

SCORE = tasks.load_module(tasks.read_family("laws/growth")[0], "score")


def test_laws_by_hand() -> None:
    assert SCORE.join("P", [" + 1", "*exp(-0.1*t)"]) == "P*exp(-0.1*t) + 1"
    public, secret = SCORE.instance({"law": 3, "noise": 0.0}, 9)
    assert SCORE.score(public, secret, {"expr": secret["law"]}).value == pytest.approx(-13.0)
    mean = SCORE.score(public, secret, {"expr": repr(secret["mean"])}).value
    nothing = SCORE.score(public, secret, {"expr": "1/0"})
    assert (nothing.value, nothing.reason[:12]) == (pytest.approx(mean), "1000 of 1000")


def test_data_obey_the_law() -> None:
    public, secret = SCORE.instance({"noise": 0.0}, 4)
    law = infix.law(secret["law"], SCORE.NAMES)
    assert np.array_equal(values(*law, np.array([public["t"], public["P"]])), public["dP"])
    for culture in range(3):
        part = slice(200 * culture, 200 * culture + 200)
        slope = np.gradient(public["P"][part], public["t"][part])
        assert np.abs(slope - public["dP"][part])[1:-1].max() < 0.05 * np.abs(public["dP"]).max() + 0.05
    t, population = secret["outside"][0]
    assert t.min() >= 20
    assert population.max() <= 1.5 * public["P"].max()


def test_same_stream_same_law() -> None:
    assert SCORE.draw_law(Stream(5, "x")) == SCORE.draw_law(Stream(5, "x"))
    assert SCORE.fixed_law(1) != SCORE.fixed_law(2)


@pytest.mark.parametrize("expr", ["p", "P.real", "P if t else 1", "lambda: P", "1e309", b"P"])
def test_refusals(expr: object) -> None:
    public, secret = SCORE.instance({"law": 3, "noise": 0.0}, 1)
    with pytest.raises(Reject, match="expr: "):
        SCORE.score(public, secret, {"expr": expr})
