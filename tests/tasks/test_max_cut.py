from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("graphs/max_cut")[0], "score")
SQUARE = {"n": 4, "edges": np.array([[0, 1], [1, 2], [2, 3], [0, 3], [0, 2]]), "w": np.array([1, 2, 3, 4, -5])}


def test_cut_by_hand() -> None:
    assert score.score(SQUARE, {"reference": 10}, {"side": [0, 1, 0, 1]}).value == 1.0  # 1 + 2 + 3 + 4, the diagonal is inside
    assert score.score(SQUARE, {"reference": 10}, {"side": [0, 0, 1, 1]}).value == 0.1  # 2 + 4 - 5
    assert score.score(SQUARE, {"reference": 10}, {"side": [1, 1, 1, 1]}).value == 0.0


def test_weights_of_the_answer_are_ignored() -> None:
    assert score.score(SQUARE, {"reference": 10}, {"side": [1, 1, 1, 1], "w": [99] * 5, "reference": 1}).value == 0.0


@pytest.mark.parametrize("side", [[0, 1, 0], [0, 1, 0, 2], [0, 1, 0, -1], [0.0, 1.0, 0.0, 1.0], [True, False, True, False]])
def test_bad_sides_are_refused(side: list) -> None:
    with pytest.raises(Reject, match="side"):
        score.score(SQUARE, {"reference": 10}, {"side": side})


def test_kinds_have_the_stated_size() -> None:
    sizes = {}
    for task in read_family("graphs/max_cut"):
        public, secret = score.instance({**task.params, **task.args}, 1)
        sizes[task.params["pool"]] = (public["n"], len(public["edges"]), int(public["w"].min()), int(public["w"].max()))
        assert secret == {}
    assert sizes["dense80"] == (80, 3160, -1, 1)
    assert sizes["torus20"] == (400, 800, -1, 1)
    assert sizes["sparse800"][2:] == (1, 1)
    assert sizes["weights200"][2:] == (1, 100)
