from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("denoise/images")
score = load_module(TASKS[0], "score")


def test_error_by_hand() -> None:
    public, secret = {"Y": np.zeros((1, 2, 2))}, {"clean": np.array([[[1.0, 2.0], [3.0, 4.0]]]), "reference": 2.0}
    assert score.score(public, secret, {"X": [[[1.0, 2.0], [3.0, 8.0]]]}).value == 2.0  # 16 / 4 / 2
    assert score.score(public, secret, {"X": secret["clean"]}).value == 0.0


@pytest.mark.parametrize("x", [[[1.0, 2.0]], [[[float("inf"), 0.0], [0.0, 0.0]]]])
def test_bad_images_are_refused(x: list) -> None:
    with pytest.raises(Reject, match="X"):
        score.score({"Y": np.zeros((1, 2, 2))}, {"clean": np.zeros((1, 2, 2)), "reference": 1.0}, {"X": x})


def test_noise_is_as_stated() -> None:
    """Variance gain clean + sigma^2 where no pixel is dead; 5 % zeros in the last kind."""
    for task in TASKS:
        public, secret = score.instance({**task.params, **task.args}, 4)
        clean, y = secret["clean"], public["Y"]
        assert clean.min() == pytest.approx(5.0)
        assert clean.max() == pytest.approx(100.0)
        dead = y == 0.0
        assert dead.mean() == pytest.approx(task.args["dead"], abs=0.005)
        squares = ((y - clean) ** 2)[~dead]
        assert squares.mean() == pytest.approx((task.args["gain"] * clean + task.args["sigma"] ** 2)[~dead].mean(), rel=0.03)
        assert abs((y - clean)[~dead].mean()) < 0.3
