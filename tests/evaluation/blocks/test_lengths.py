"""Answers of free length."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from eft.evaluation.blocks.lengths import count
from eft.evaluation.blocks.verdict import Reject


def test_count_of_lists_and_arrays() -> None:
    assert count({"v": [[1, 2], [3, 4]]}, "v", 1, 5) == 2
    assert count({"v": np.zeros((3, 4))}, "v", 1, 5) == 3


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({}, "missing"),
        ({"v": 3}, "expected a list"),
        ({"v": np.array(3)}, "single number"),
        ({"v": []}, "0 entries"),
        ({"v": [0] * 6}, "6 entries"),
    ],
)
def test_refusals(answer: dict[str, Any], reason: str) -> None:
    with pytest.raises(Reject, match=reason):
        count(answer, "v", 1, 5)
