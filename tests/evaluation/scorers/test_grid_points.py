"""Subsets of the grid against all triples."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eft import _scorers
from eft.evaluation.scorers.grid_points import no_isosceles, no_three_in_line
from eft.evaluation.scorers.record import Score
from eft.evaluation.verify import grid_points as twins
from eft.evaluation.verify.certificate import check
from eft.evaluation.verify.plain import Refuted

FEW = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
BOTH = [(no_three_in_line, twins.no_three_in_line), (no_isosceles, twins.no_isosceles)]


def cells(*rows: tuple[int, int]) -> Any:
    return np.array(rows, dtype=np.int64).reshape(-1, 2)


@pytest.mark.parametrize(
    ("scorer", "points", "reason"),
    [
        (no_three_in_line, cells((0, 0), (2, 3), (1, 2), (2, 4)), "points 0, 2 and 3 are in line"),
        (no_three_in_line, cells((0, 4), (3, 3), (1, 3), (4, 0), (2, 2)), "points 0, 2 and 3 are in line"),
        (no_three_in_line, cells((4, 2), (0, 2), (1, 1), (3, 2)), "points 0, 1 and 3 are in line"),
        (no_isosceles, cells((0, 0), (4, 4), (0, 1), (1, 0)), "points 2 and 3 are equally far from point 0"),
        (no_isosceles, cells((0, 0), (2, 1), (4, 2)), "points 0 and 2 are equally far from point 1"),  # a midpoint
        (no_isosceles, cells((0, 0), (0, 1), (4, 4), (0, 0)), "points 0 and 3 are equal"),
        (no_three_in_line, cells((0, 0), (1, 1), (1, 1)), "points 1 and 2 are equal"),
        (no_three_in_line, cells((0, 0), (5, 1)), "point 1 leaves the grid"),
        (no_three_in_line, cells((0, -1)), "point 0 leaves the grid"),
        (no_isosceles, cells((0, 0), (-(2**63), 2**63 - 1)), "point 1 leaves the grid"),
    ],
)
def test_the_first_bad_triple_is_named(scorer: Callable[[int, Any], Score], points: Any, reason: str) -> None:
    got = scorer(5, points)
    assert (got.valid, got.exact, got.reason) == (False, None, reason)


def test_accepted_by_hand() -> None:
    got = no_three_in_line(3, cells((0, 0), (0, 1), (1, 0), (1, 2), (2, 1), (2, 2)))
    assert (got.exact, got.value, check(got.certificate())) == (6, 6.0, 6)
    assert no_isosceles(3, cells((0, 0), (0, 1), (2, 0))).exact == 3
    assert no_isosceles(3, cells()).exact == 0


@FEW
@given(
    st.integers(1, 7).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.tuples(st.integers(-1, n), st.integers(0, n - 1)), max_size=8)))
)
def test_any_subset_agrees_with_the_twins(case: tuple[int, list[tuple[int, int]]]) -> None:
    n, rows = case
    for scorer, twin in BOTH:
        got = scorer(n, cells(*rows))
        try:
            expected = twin({"n": n}, {"points": [list(row) for row in rows]})
        except Refuted:
            assert not got.valid
        else:
            assert got.exact == expected


def test_largest_grid_does_not_mix_directions() -> None:
    """Directions of coordinates up to 1023 are told apart: every pair of differences of a strip."""
    rows = [(0, 0), (1023, 1022), (1022, 1021), (1023, 0), (0, 1023), (1021, 1023)]
    got = no_three_in_line(1024, cells(*rows))
    in_line = [t for t in combinations(rows, 3) if np.linalg.det([[*p, 1] for p in t]).round() == 0]
    assert got.valid == (not in_line)
    assert check(got.certificate()) == 6


def test_limits_batches_and_types() -> None:
    assert no_three_in_line(1024, np.zeros((4097, 2), dtype=np.int64)).reason == "expected at most 4096 points, got 4097"
    for n in (0, 1025, -3):
        with pytest.raises(ValueError, match="1 <= n <= 1024"):
            no_isosceles(n, cells((0, 0)))
    with pytest.raises(ValueError, match="expected shape"):
        no_isosceles(4, np.zeros((2, 3), dtype=np.int64))
    with pytest.raises(TypeError):
        no_isosceles(4, np.zeros((2, 2)))  # type: ignore[arg-type] # the point of the test
    batch = np.random.default_rng(0).integers(0, 9, (6, 5, 2))
    for single, many in (
        (_scorers.no_isosceles, _scorers.no_isosceles_batch),
        (_scorers.no_three_in_line, _scorers.no_three_in_line_batch),
    ):
        found = many(9, batch)
        assert [found[b].reason for b in range(6)] == [single(9, rows).reason for rows in batch]
