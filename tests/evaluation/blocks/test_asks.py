"""Tables of questions."""

from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation.blocks.asks import rows
from eft.evaluation.blocks.verdict import Reject


def test_tables_of_any_length() -> None:
    assert rows({"ask": [[0, 1], [2, 3], [3, 0]]}, 2, 0, 3, 5).tolist() == [[0, 1], [2, 3], [3, 0]]


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        ([], "ask: 0 rows, 1 to 2 are allowed"),
        ([[0, 0]] * 3, "ask: 3 rows, 1 to 2 are allowed"),
        (7, "ask: expected a list of rows, got int"),
        (np.array(7), "ask: expected a list of rows, got ndarray"),
        ([[0, 4]], r"ask\[0, 1\] is 4, expected 0..3"),
        ([[0, True]], r"ask\[0, 1\]: expected an integer, got bool"),
        ([[0]], r"ask\[0\]: expected 2 integers, got 1"),
        ([0, 1], r"ask\[0\]: expected 2 integers, got int"),
    ],
)
def test_refusals(ask: object, reason: str) -> None:
    with pytest.raises(Reject, match=reason):
        rows({"ask": ask}, 2, 0, 3, 2)
