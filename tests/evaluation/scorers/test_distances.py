"""Distance ratios and kissing configurations against their twins: ties, one unit over, overflow, duplicates."""

from __future__ import annotations

import math
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eft import _scorers
from eft.evaluation.scorers.distances import kissing, ratio
from eft.evaluation.verify import distances as twins
from eft.evaluation.verify.certificate import check
from eft.evaluation.verify.plain import Refuted

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
STEP = 2.0**-40
MOST = 10**12
COORDINATES = st.one_of(
    st.integers(-2, 3).map(float),
    st.floats(-1e4, 1e4),  # clipped at 1024
    st.tuples(st.integers(-1, 1), st.integers(-1, 1)).map(lambda t: t[0] + t[1] * STEP),
)
SHAPES = st.tuples(st.integers(2, 11), st.integers(1, 4))


def roots(d: int) -> Any:
    """The 2 d (d - 1) roots of D_d: all vectors with two entries +-1, the others 0."""
    rows = []
    for i, j in combinations(range(d), 2):
        for a, b in product((-1, 1), repeat=2):
            row = [0] * d
            row[i], row[j] = a, b
            rows.append(row)
    return np.array(rows, dtype=np.int64)


def test_ratio_by_hand() -> None:
    square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    got = ratio(square)
    assert (got.valid, got.exact, got.value, got.reason) == (True, 2, 2.0, "nearest points 0 and 1, farthest 0 and 2")
    assert ratio(np.array([[-0.0], [3.0], [4.0]])).exact == 16


def test_points_that_coincide_on_the_grid_are_refused() -> None:
    for gap in (0.0, 1e-13):
        got = ratio(np.array([[0.0, 1.0], [0.5, 0.5], [0.5, 0.5 + gap]]))
        assert (got.valid, got.reason) == (False, "points 1 and 2 coincide")
    assert ratio(np.array([[1e5, 0.0], [1e6, 0.0]])).reason == "points 0 and 1 coincide"  # both are clipped to 1024


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_ratio_of_what_is_not_finite(bad: float) -> None:
    got = ratio(np.array([[0.0, 1.0], [1.0, 1.0], [2.0, bad]]))
    assert (got.valid, got.exact, got.reason) == (False, None, "point 2 is not finite")


@FEW
@given(SHAPES.flatmap(lambda s: st.lists(st.lists(COORDINATES, min_size=s[1], max_size=s[1]), min_size=s[0], max_size=s[0])))
def test_any_ratio_agrees_with_the_twin(rows: list[list[float]]) -> None:
    got = ratio(np.array(rows))
    data = {"points": got.construction["points"].tolist()}
    try:
        expected = twins.ratio(dict(got.instance), data)
    except Refuted:
        assert not got.valid
    else:
        assert got.exact == expected == check(got.certificate())


def test_nearly_tied_extremes_are_decided_exactly() -> None:
    """Squared distances 2^80 + 1 and 2^80 differ by less than a double can tell."""
    points = np.array([[0.0, 0.0], [1.0, STEP], [0.0, 1.0], [-4.0, 0.0], [-4.0, STEP]])
    got = ratio(points[:4])
    assert check(got.certificate()) == got.exact
    assert got.reason == "nearest points 0 and 2, farthest 1 and 3"
    assert ratio(points).reason.startswith("nearest points 3 and 4")


@pytest.mark.parametrize("scale", [1, 3, 10**6, 10**12])
@pytest.mark.parametrize("d", [3, 4, 5, 8])
def test_roots_kiss(d: int, scale: int) -> None:
    """Every second neighbour ties exactly; large scales leave the doubles undecided."""
    got = kissing(scale * roots(d))
    assert (got.valid, got.exact, got.reason) == (True, 2 * d * (d - 1), "")
    assert check(got.certificate()) == got.exact


@pytest.mark.parametrize("scale", [10**3, 10**9, MOST - 1])
def test_one_unit_over(scale: int) -> None:
    for at, change in product(((0, 0), (7, 1), (23, 3)), (-1, 1)):
        vectors = scale * roots(4)
        vectors[at] += change
        got = kissing(vectors)
        assert not got.valid
        assert "nearer" in got.reason
        with pytest.raises(Refuted):
            twins.kissing({"d": 4}, {"vectors": vectors.tolist()})


@pytest.mark.parametrize(
    ("row", "value", "reason"),
    [
        (5, [MOST + 1, 0, 0, 0], "vector 5: an entry exceeds 10^12"),
        (5, [0, 0, 0, -(2**63)], "vector 5: an entry exceeds 10^12"),
        (5, [0, 2**63 - 1, 0, 0], "vector 5: an entry exceeds 10^12"),
        (9, [0, 0, 0, 0], "vector 9 is zero"),
        (9, roots(4)[3], "vectors 3 and 9 are equal"),
        (20, 2 * roots(4)[20], "vectors 0 and 1 are nearer than the longest vector (20) is long"),
    ],
)
def test_refused_configurations(row: int, value: Any, reason: str) -> None:
    vectors = roots(4)
    vectors[row] = value
    got = kissing(vectors)
    assert (got.valid, got.exact, got.reason) == (False, None, reason)


def test_no_vectors_and_one() -> None:
    assert kissing(np.zeros((0, 3), dtype=np.int64)).reason == "expected 1 to 65536 vectors, got 0"
    assert kissing(np.array([[0, 0, -MOST]])).exact == 1


@FEW
@given(st.integers(0, 2**32), st.integers(1, 4), st.sampled_from([1, 2, 2**24, 2**25 + 1, 10**11]), st.integers(1, 30))
def test_any_configuration_agrees_with_the_twin(seed: int, d: int, scale: int, count: int) -> None:
    """Short vectors times a scale, some of them off by one: many exact ties and pairs one unit over."""
    rng = np.random.default_rng(seed)
    shells = np.array([v for v in product((-1, 0, 1), repeat=d) if any(v)])
    vectors = scale * rng.permutation(shells)[:count] + rng.integers(-1, 2, (min(count, len(shells)), d)) * (rng.random() < 0.3)
    got = kissing(vectors)
    try:
        expected = twins.kissing({"d": d}, {"vectors": vectors.tolist()})
    except Refuted:
        assert not got.valid
    else:
        assert got.exact == expected


def test_the_first_pair_is_named_in_any_block() -> None:
    """Rows are judged in fours; the pair that is named is the first in lexicographic order all the same."""
    for i, j in ((0, 1), (2, 39), (4, 5), (5, 30), (36, 39), (38, 39)):
        vectors = roots(5)
        vectors[j] = vectors[i]
        assert kissing(vectors).reason == f"vectors {i} and {j} are equal"


def test_batches_shapes_and_types() -> None:
    rng = np.random.default_rng(0)
    points, vectors = rng.random((5, 6, 3)), rng.integers(-2, 3, (5, 4, 6))
    for single, many, rows in (
        (_scorers.distance_ratio, _scorers.distance_ratio_batch, points),
        (_scorers.kissing, _scorers.kissing_batch, vectors),
    ):
        batch = many(rows)
        assert [(batch[b].valid, batch[b].reason) for b in range(5)] == [(one.valid, one.reason) for one in map(single, rows)]
    for shape in ((1, 2), (3, 65), (3, 0)):
        with pytest.raises(ValueError, match="expected shape"):
            ratio(np.zeros(shape))
    with pytest.raises(TypeError):
        kissing(roots(3).astype(np.float64))
    with pytest.raises(TypeError):
        ratio(roots(3))  # type: ignore[arg-type] # the point of the test
