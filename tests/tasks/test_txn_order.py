from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("systems/txn_order")[0], "score")
TWO = {"ptr": np.array([0, 2, 4]), "write": np.array([0, 1, 1, 0]), "key": np.array([7, 8, 8, 7])}


def test_makespan_by_hand() -> None:
    assert score.score(TWO, {"reference": 2}, {"order": [1, 0]}).value == 1.0
    assert score.score(TWO, {"reference": 2}, {"order": [0, 1]}).value == 2.0


@pytest.mark.parametrize("order", [[0], [0, 0], [0, 2], [-1, 0], [0.0, 1.0]])
def test_bad_orders_are_refused(order: list) -> None:
    with pytest.raises(Reject, match="order"):
        score.score(TWO, {"reference": 2}, {"order": order})


def test_keys_are_different_within_a_transaction() -> None:
    for task in read_family("systems/txn_order"):
        public, _ = score.instance({**task.params, **task.args}, 4)
        parts = np.split(public["key"], public["ptr"][1:-1])
        assert len(parts) == task.args["n"]
        assert all(len(set(part.tolist())) == len(part) <= task.args["ops"] for part in parts)
