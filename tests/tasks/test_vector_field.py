"""laws/vector_field: the law scores -13, means by hand, the path obeys the laws, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation import tasks
from eft.evaluation.blocks import infix
from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.scorers.regression import values

FAMILY = tasks.read_family("laws/vector_field")
SCORE = tasks.load_module(FAMILY[0], "score")


@pytest.mark.parametrize("task", FAMILY, ids=lambda task: task.id)
def test_laws_and_their_means(task: object) -> None:
    public, secret = SCORE.instance(dict(task.args), 4)
    laws = [one["law"] for one in secret["components"]]
    assert SCORE.score(public, secret, {"expr": laws}).value == pytest.approx(-13.0)
    off = [f"{laws[0]} + 0.001", *laws[1:]]
    shares = [np.log10(1e-6 / secret["components"][0][side][1].var()) for side in ("inside", "outside")]
    by_hand = (0.5 * sum(shares) - 13.0 * (len(laws) - 1)) / len(laws)
    assert SCORE.score(public, secret, {"expr": off}).value == pytest.approx(by_hand, abs=1e-6)


def test_the_path_obeys_the_laws() -> None:
    public, secret = SCORE.instance({"system": "predators", "law": 1}, 2)
    t, z = public["t"], public["z"]
    for k, one in enumerate(secret["components"]):
        slope = np.convolve(np.gradient(z[:, k], t), np.ones(21) / 21, "valid")
        exact = values(*infix.law(one["law"], ("x", "y")), np.ascontiguousarray(z.T))[10:-10]
        assert np.abs(slope - exact).mean() < 0.1 * exact.std()


@pytest.mark.parametrize("expr", ["x", ["x"], ["x", "y", "x"], ["x", 1.0], ["x", "w"], ["t", "x"], {"x": "y"}, None])
def test_refusals(expr: object) -> None:
    public, secret = SCORE.instance({"system": "pendulum", "law": 1}, 1)
    with pytest.raises(Reject, match="expr: "):
        SCORE.score(public, secret, {"expr": expr})
