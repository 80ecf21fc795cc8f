from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("scheduling/flow_shop")[0], "score")
P = {"p": np.array([[3, 1], [2, 4]])}


def test_makespan_by_hand() -> None:
    assert score.score(P, {"reference": 7}, {"order": [1, 0]}).value == 1.0
    assert score.score(P, {"reference": 7}, {"order": [0, 1]}).value == 9 / 7


@pytest.mark.parametrize("order", [[0], [0, 0], [1, 2], [0, 1, 0], [2**70, 0], [True, False]])
def test_bad_orders_are_refused(order: list) -> None:
    with pytest.raises(Reject, match="order"):
        score.score(P, {"reference": 7}, {"order": order})
