"""Sets of integers against their twins."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eft.evaluation.scorers.additive import golomb
from eft.evaluation.verify import additive as twins
from eft.evaluation.verify.plain import Refuted

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_optimal_ruler_of_order_five_has_length_eleven() -> None:
    got = golomb(np.array([11, 0, 1, 4, 9]))
    assert (got.valid, got.exact, got.value, got.reason) == (True, 11, 11.0, "")


@pytest.mark.parametrize(
    ("marks", "reason"),
    [
        ([0, 1, 2], "difference 1 occurs twice"),
        ([0, 3, 3], "mark 3 occurs twice"),
        ([5], "expected 2 to 4096 marks"),
        ([0, 2**40 + 1], f"mark {2**40 + 1} is out of range"),
        ([0, -(2**63)], f"mark {-(2**63)} is out of range"),
    ],
)
def test_refused_rulers(marks: list[int], reason: str) -> None:
    got = golomb(np.array(marks, dtype=np.int64))
    assert (got.valid, got.exact, got.reason) == (False, None, reason)
    with pytest.raises(ValueError, match="no certificate"):
        got.certificate()


@FEW
@given(st.lists(st.integers(-60, 60), min_size=2, max_size=9))
def test_any_ruler_agrees_with_twin(marks: list[int]) -> None:
    got = golomb(np.array(marks))
    try:
        expected = twins.golomb({"n": len(marks)}, {"marks": marks})
    except Refuted:
        assert not got.valid
    else:
        assert got.exact == expected
