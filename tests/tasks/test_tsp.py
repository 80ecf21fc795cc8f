from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("routing/tsp")[0], "score")


def test_lengths_by_hand() -> None:
    rectangle = {"xy": np.array([[0, 0], [30, 0], [30, 40], [0, 40]])}
    assert score.score(rectangle, {"reference": 140}, {"tour": [0, 1, 2, 3]}).value == 1.0
    assert score.score(rectangle, {"reference": 140}, {"tour": [0, 2, 1, 3]}).value == 180 / 140  # two diagonals of 50, two sides of 40
    one_way = {"d": np.array([[0, 1, 9], [9, 0, 1], [1, 9, 0]])}
    assert score.score(one_way, {"reference": 3}, {"tour": [1, 2, 0]}).value == 1.0
    assert score.score(one_way, {"reference": 3}, {"tour": [0, 2, 1]}).value == 9.0


@pytest.mark.parametrize("tour", [[0, 1, 2], [0, 1, 2, 2], [0, 1, 2, -1], [0, 1, 2, 4], [0.0, 1.0, 2.0, 3.0]])
def test_bad_tours_are_refused(tour: list) -> None:
    with pytest.raises(Reject, match="tour"):
        score.score({"xy": np.zeros((4, 2), dtype=np.int64)}, {"reference": 1}, {"tour": tour})


def test_drilling_grid_has_different_holes() -> None:
    task = next(task for task in read_family("routing/tsp") if task.params["pool"] == "drilling256")
    xy = score.instance({**task.params, **task.args}, 3)[0]["xy"]
    assert len({tuple(row) for row in xy.tolist()}) == 256
    assert set((xy % 250).ravel().tolist()) == {0}
