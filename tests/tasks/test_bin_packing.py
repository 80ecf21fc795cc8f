from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("assignment/bin_packing")[0], "score")
ITEMS = {"C": 10, "s": np.array([6, 4, 5, 5, 1])}


def test_distinct_bins_are_counted() -> None:
    assert score.score(ITEMS, {"reference": 3}, {"bin": [0, 0, 1, 1, 2]}).value == 1.0
    assert score.score(ITEMS, {"reference": 3}, {"bin": [4, 4, 2, 2, 0]}).value == 1.0  # numbers may have gaps
    assert score.score(ITEMS, {"reference": 3}, {"bin": [0, 1, 2, 3, 4]}).value == 5 / 3


def test_overfull_by_one() -> None:
    verdict = score.score(ITEMS, {"reference": 3}, {"bin": [0, 0, 1, 1, 1]})
    assert not verdict.valid
    assert verdict.reason == "bin 1 holds 11, capacity 10"


@pytest.mark.parametrize("bins", [[0, 0, 1, 1], [0, 0, 1, 1, 5], [0, 0, 1, 1, -1], [0.0] * 5])
def test_bad_bins_are_refused(bins: list) -> None:
    with pytest.raises(Reject, match="bin"):
        score.score(ITEMS, {"reference": 3}, {"bin": bins})


def test_triplets_have_a_perfect_packing() -> None:
    task = next(task for task in read_family("assignment/bin_packing") if task.params["pool"] == "triplets60")
    sizes = score.instance({**task.params, **task.args}, 9)[0]["s"]
    assert sizes.sum() == 20 * 1000
    assert sizes.min() >= 250
