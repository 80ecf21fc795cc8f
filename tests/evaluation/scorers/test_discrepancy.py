"""Star discrepancy against a count of every critical box."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eft import _scorers
from eft.evaluation.scorers.discrepancy import star
from eft.evaluation.verify.certificate import check

FEW = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
STEP = 2.0**-32
COORDINATES = st.one_of(
    st.integers(0, 4).map(lambda k: k / 4),
    st.floats(0, 1),
    st.tuples(st.integers(0, 3), st.integers(0, 2)).map(lambda t: t[0] / 4 + t[1] * STEP),
    st.sampled_from([0.0, -0.0, 1.0, 5e-324, 1 + STEP / 4]),
)


@pytest.mark.parametrize(
    ("points", "expected", "reason"),
    [
        ([[0.5, 0.5]], Fraction(3, 4), f"the closed box to ({2**31}, {2**31}) / 2^32 holds 1 points"),
        ([[0.75, 0.5]], Fraction(3, 4), f"the open box to ({3 * 2**30}, {2**32}) / 2^32 holds only 0 points"),
        ([[1.0, 1.0]], Fraction(1), f"the open box to ({2**32}, {2**32}) / 2^32 holds only 0 points"),
        ([[0.0, 0.0]], Fraction(1), "the closed box to (0, 0) / 2^32 holds 1 points"),
        ([[0.25, 0.75], [0.75, 0.25]], Fraction(9, 16), f"the open box to ({3 * 2**30}, {3 * 2**30}) / 2^32 holds only 0 points"),
        ([[0.5, 0.75], [0.5, 0.75]], Fraction(3, 4), f"the open box to ({2**32}, {3 * 2**30}) / 2^32 holds only 0 points"),
    ],
)
def test_by_hand(points: list[list[float]], expected: Fraction, reason: str) -> None:
    got = star(np.array(points))
    assert (got.valid, got.exact, got.reason) == (True, expected, reason)
    assert got.value == float(expected)


@FEW
@given(st.lists(st.tuples(COORDINATES, COORDINATES), min_size=1, max_size=9))
def test_any_points_agree_with_the_twin(rows: list[tuple[float, float]]) -> None:
    got = star(np.array(rows))
    assert check(got.certificate()) == got.exact


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (math.nan, "point 1 is not finite"),
        (math.inf, "point 1 is not finite"),
        (1 + STEP, "point 1 leaves the unit square"),
        (-STEP, "point 1 leaves the unit square"),
        (-1e300, "point 1 leaves the unit square"),
    ],
)
def test_refused_points(bad: float, reason: str) -> None:
    for at in (0, 1):
        points = np.full((3, 2), 0.5)
        points[1, at] = bad
        got = star(points)
        assert (got.valid, got.exact, got.reason) == (False, None, reason)


def test_batches_shapes_and_types() -> None:
    batch: Any = np.random.default_rng(0).random((5, 30, 2))
    found = _scorers.star_discrepancy_batch(batch)
    assert [found[b].value for b in range(5)] == [star(points).value for points in batch]
    assert check(star(batch[0]).certificate()) == star(batch[0]).exact
    for shape in ((0, 2), (3, 3), (4097, 2)):
        with pytest.raises(ValueError, match="expected shape"):
            star(np.zeros(shape))
    with pytest.raises(TypeError):
        star(batch[0].astype(np.float32))
