"""Smallest triangles against the twins: random, collinear, repeated, tied and one grid step over."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eft import _scorers
from eft.evaluation.scorers import heilbronn
from eft.evaluation.scorers.record import Score
from eft.evaluation.verify import heilbronn as twins
from eft.evaluation.verify.certificate import check

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
REGIONS = [heilbronn.square, heilbronn.triangle, heilbronn.disk, heilbronn.convex]
STEP = 2.0**-40
COORDINATES = st.one_of(
    st.integers(-2, 6).map(lambda k: k / 4),  # collinear, repeated and tied triangles, points outside
    st.floats(-0.5, 1.5),
    st.tuples(st.integers(0, 4), st.integers(-2, 2)).map(lambda t: t[0] / 4 + t[1] * STEP),  # nearly collinear
    st.sampled_from([0.0, -0.0, 5e-324, 1.0, 1e300, -1e300]),
)
POINTS = st.integers(3, 9).flatmap(lambda n: st.lists(st.tuples(COORDINATES, COORDINATES), min_size=n, max_size=n))


def cloud(*rows: tuple[float, float]) -> Any:
    return np.array(rows, dtype=np.float64)


CORNERS = cloud((0, 0), (1, 0), (1, 1), (0, 1))


@pytest.mark.parametrize(
    ("scorer", "points", "expected"),
    [
        (heilbronn.square, CORNERS, Fraction(1, 2)),
        (heilbronn.convex, 3 * CORNERS - 7, Fraction(1, 2)),
        (heilbronn.triangle, cloud((0, 0), (1, 0), (0, 1)), Fraction(1)),
        (heilbronn.triangle, cloud((0, 0), (1, 0), (0, 1), (0.25, 0.25)), Fraction(1, 4)),
        (heilbronn.convex, cloud((0, 0), (4, 0), (0, 4), (1, 1)), Fraction(1, 4)),
    ],
)
def test_by_hand(scorer: Callable[[Any], Score], points: Any, expected: Fraction) -> None:
    got = scorer(points)
    assert (got.valid, got.exact, got.value) == (True, expected, float(expected))


def test_disk_is_bounded_from_below() -> None:
    got = heilbronn.disk(cloud((1, 0), (-1, 0), (0, 1)))
    assert got.exact is not None
    assert got.claim == "bound"
    assert 0 < twins.PI.low * got.exact <= 1
    assert got.value == pytest.approx(1 / math.pi, rel=1e-15)


@pytest.mark.parametrize("scorer", REGIONS)
def test_triangles_of_no_area_give_zero_and_are_named(scorer: Callable[[Any], Score]) -> None:
    in_line = scorer(cloud((0, 0), (0.5, 0.1), (0.1, 0.1), (0.2, 0.2)))
    assert (in_line.valid, in_line.exact, in_line.reason) == (True, 0, "smallest triangle: points 0, 2 and 3")
    repeated = scorer(cloud((0.1, 0.3), (0.4, 0.1), (0.3, 0.6), (0.4, 0.1)))
    assert (repeated.exact, repeated.reason) == (0, "smallest triangle: points 0, 1 and 3")
    assert scorer(np.zeros((5, 2))).exact == 0


def test_one_grid_step_off_the_line_counts() -> None:
    got = heilbronn.square(cloud((0, 0), (0.5, 0.5 + STEP), (1, 1)))
    assert got.exact == Fraction(1, 2**41)
    assert heilbronn.square(cloud((0, 0), (0.5, 0.5 + STEP / 2), (1, 1))).exact == 0  # half a step rounds to even


def test_points_outside_are_moved_in() -> None:
    got = heilbronn.square(1.000001 * (CORNERS - 0.5) + 0.5)
    assert got.exact == Fraction(1, 2)
    assert np.array_equal(got.construction["points"], np.rint(CORNERS * 2**40))
    far = heilbronn.disk(cloud((1e300, 0), (0, 1e300), (-1e300, -1e300)))
    assert 0 < far.value < 3 * math.sqrt(3) / 4 / math.pi


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("scorer", REGIONS)
def test_what_is_not_finite_is_refused(scorer: Callable[[Any], Score], bad: float) -> None:
    for at in ((2, 0), (3, 1)):
        points = CORNERS.copy()
        points[at] = bad
        got = scorer(points)
        assert (got.valid, got.exact, got.reason) == (False, None, f"point {at[0]} is not finite")
        assert math.isnan(got.value)


@FEW
@given(POINTS, st.sampled_from(REGIONS))
def test_any_points_agree_with_the_twin(rows: list[tuple[float, float]], scorer: Callable[[Any], Score]) -> None:
    got = scorer(cloud(*rows))
    assert check(got.certificate()) == got.exact


@FEW
@given(POINTS)
def test_the_first_of_the_smallest_triangles_is_named(rows: list[tuple[float, float]]) -> None:
    got = heilbronn.convex(cloud(*rows))
    corners = [tuple(p) for p in got.construction["points"].tolist()]
    areas = {t: abs(twins._double_area(*(corners[i] for i in t))) for t in combinations(range(len(corners)), 3)}
    i, j, k = min(areas, key=lambda t: (areas[t], t))
    assert got.reason == f"smallest triangle: points {i}, {j} and {k}"


@pytest.mark.parametrize("n", [13, 40])
@pytest.mark.parametrize("scale", [1e-9, 1.0, 900.0])
def test_longer_rows(n: int, scale: float) -> None:
    """Long enough for whole vectors; tiny and huge hulls, so that the filter's error follows the extent."""
    rng = np.random.default_rng(n)
    for scorer in (heilbronn.square, heilbronn.convex):
        got = scorer(scale * rng.random((n, 2)))
        assert check(got.certificate()) == got.exact


def test_tied_minima_of_a_convex_polygon() -> None:
    """All n triangles of neighbours tie up to rounding: the exact comparison decides."""
    angles = 2 * np.pi * np.arange(13) / 13
    got = heilbronn.convex(np.stack((np.cos(angles), np.sin(angles)), axis=1))
    assert check(got.certificate()) == got.exact
    assert got.value == pytest.approx(0.017622149899506164, rel=1e-11)


def test_batch_equals_single_calls() -> None:
    batch = np.random.default_rng(3).random((19, 11, 2))
    batch[4, 2, 1] = math.nan
    for name in ("square", "triangle", "disk", "convex"):
        single = getattr(_scorers, f"heilbronn_{name}")
        many = getattr(_scorers, f"heilbronn_{name}_batch")(batch)
        for b in range(19):
            one = single(batch[b])
            assert (many[b].valid, many[b].reason, many[b].numerator) == (one.valid, one.reason, one.numerator)


def test_wrong_shapes_and_types() -> None:
    for shape in ((2, 2), (4, 3), (1025, 2)):
        with pytest.raises(ValueError, match="expected shape"):
            heilbronn.square(np.zeros(shape))
    for wrong in (CORNERS.tolist(), CORNERS.astype(np.float32), CORNERS.astype(int)):
        with pytest.raises(TypeError):
            heilbronn.square(wrong)
