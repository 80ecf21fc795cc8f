"""Energies and smallest angles against enclosures computed with 200 fractional bits."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eft import _scorers
from eft.evaluation.scorers.record import plain
from eft.evaluation.scorers.sphere import riesz_energy, tammes
from eft.evaluation.verify import sphere as twins
from eft.evaluation.verify.certificate import check
from eft.evaluation.verify.plain import Refuted

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
OCTAHEDRON = np.array([[1.0, 0, 0], [-2.0, 0, 0], [0, 1, 0], [0, -3, 0], [0, 0, 1], [0, 0, -0.5]])
TETRAHEDRON = np.array([[1.0, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]])
COORDINATES = st.one_of(st.integers(-2, 2).map(float), st.floats(-2, 2), st.sampled_from([2.0**-40, 1 + 2.0**-40, -1e-9, 1e-3]))
SHAPES = st.tuples(st.integers(2, 7), st.integers(1, 4))
CLOUDS = SHAPES.flatmap(lambda s: st.lists(st.lists(COORDINATES, min_size=s[1], max_size=s[1]), min_size=s[0], max_size=s[0]))


@pytest.mark.parametrize(
    ("s", "points", "expected"),
    [
        (1, OCTAHEDRON, 12 / math.sqrt(2) + 3 / 2),
        (2, OCTAHEDRON, 12 / 2 + 3 / 4),
        (0, OCTAHEDRON, -6 * math.log(2) - 3 * math.log(2)),
        (1, TETRAHEDRON, 6 * math.sqrt(3 / 8)),
        (60, np.array([[1.0], [-5.0]]), 2.0**-60),
        (0, np.array([[3.0, 0.0], [0.0, 1.0]]), -0.5 * math.log(2)),
    ],
)
def test_energy_by_hand(s: int, points: Any, expected: float) -> None:
    got = riesz_energy(s, points)
    assert (got.valid, got.claim) == (True, "bound")
    assert got.value == pytest.approx(expected, rel=2e-14)
    assert check(got.certificate()) == got.exact


@pytest.mark.parametrize(
    ("points", "degrees"),
    [
        (OCTAHEDRON, 90.0),
        (TETRAHEDRON, math.degrees(math.acos(-1 / 3))),
        (np.array([[1.0, 0], [-7.0, 0]]), 180.0),
        (np.array([[1.0, 0], [1.0, 1.0]]), 45.0),
        (np.array([[1.0, 0, 0], [1.0, 1e-6, 0], [-1, 0, 0]]), math.degrees(1e-6)),
    ],
)
def test_angle_by_hand(points: Any, degrees: float) -> None:
    got = tammes(points)
    assert got.value == pytest.approx(degrees, rel=1e-6 if degrees < 1e-3 else 1e-14)
    assert check(got.certificate()) == got.exact
    if degrees >= 90:
        assert got.value < degrees + 1e-13


def test_angles_below_the_resolution_count_as_zero() -> None:
    for points in ([[1.0, 0.0], [1.0, 2.0**-33]], [[1.0, 2.0], [0.5, 1.0]]):
        got = tammes(np.array(points))
        assert (got.valid, got.exact, got.reason) == (True, 0, "smallest angle: points 0 and 1")
        assert check(got.certificate()) == 0
    just = tammes(np.array([[1.0, 0.0], [1.0, 2.0**-31]]))
    assert 0 < check(just.certificate()) <= math.degrees(2.0**-31)


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        ([[1.0, 0, 0], [0.0, -0.0, 1e-14], [0, 1, 0]], "point 1 is the zero vector on the grid of 2^-40"),
        ([[1.0, 0, 0], [0, math.nan, 1], [0, 1, 0]], "point 1 is not finite"),
        ([[1.0, 0, 0], [0, 1, -math.inf], [0, 1, 0]], "point 1 is not finite"),
    ],
)
def test_refused_points(points: list[list[float]], reason: str) -> None:
    for got in (riesz_energy(1, np.array(points)), tammes(np.array(points))):
        assert (got.valid, got.exact, got.reason) == (False, None, reason)


def test_equal_and_nearly_equal_directions() -> None:
    for far in (1.0, 2.0, 1000.0):
        got = riesz_energy(1, np.array([[0.0, 1, 0], [1.0, 2.0, 3.0], [far / 4, far / 2, far * 3 / 4]]))
        assert (got.valid, got.reason) == (False, "points 1 and 2 have the same direction: the energy is infinite")
    near = np.array([[1.0, 0.0], [1.0, 2.0**-40]])
    assert riesz_energy(60, near).reason == "points 0 and 1 are so near that the energy exceeds 2^100"
    for s in (0, 1, 2):
        got = riesz_energy(s, near)
        assert check(got.certificate()) == got.exact
        assert got.value == pytest.approx(2.0 ** (40 * s) if s else 40 * math.log(2), rel=1e-12)


@FEW
@given(CLOUDS, st.sampled_from([0, 1, 2, 3, 7]))
def test_any_energy_agrees_with_the_twin(rows: list[list[float]], s: int) -> None:
    got = riesz_energy(s, np.array(rows))
    try:
        proved = twins.riesz_energy(plain(got.instance), plain(got.construction))
    except Refuted:
        assert not got.valid
        return
    if not got.valid:
        assert "2^100" in got.reason
        assert proved.high > 2**99
        return
    assert got.exact is not None
    width = Fraction(int(re.findall(r"within (\d+)", got.reason)[0]), 10**18)  # as stated: relative, absolute for logarithms
    assert proved.high <= got.exact <= proved.low + width * (got.exact if s else 1)
    assert width < 1e-9


@FEW
@given(CLOUDS)
def test_any_angle_agrees_with_the_twin(rows: list[list[float]]) -> None:
    got = tammes(np.array(rows))
    try:
        proved = twins.tammes(plain(got.instance), plain(got.construction))
    except Refuted:
        assert not got.valid
        return
    assert got.exact is not None
    assert proved.low * (1 - 1e-9) <= got.exact <= proved.low
    assert proved.high - proved.low <= 1e-26  # arccos is steep at 180 degrees


@pytest.mark.parametrize("s", [0, 1, 6])
def test_more_points_than_lanes(s: int) -> None:
    got = riesz_energy(s, np.random.default_rng(s).normal(size=(50, 3)))
    assert check(got.certificate()) == got.exact


def test_tied_angles_of_many_pairs() -> None:
    """The 30 edges of an icosahedron tie up to rounding."""
    golden = (1 + math.sqrt(5)) / 2
    rows = [(0, a, b * golden) for a in (-1, 1) for b in (-1, 1)]
    got = tammes(np.array([np.roll(row, k) for row in rows for k in range(3)], dtype=np.float64))
    assert got.value == pytest.approx(math.degrees(math.atan(2)), rel=1e-11)
    assert check(got.certificate()) == got.exact


def test_paths_give_the_same_bits(level: str) -> None:
    points = np.random.default_rng(9).normal(size=(37, 3))
    here = [riesz_energy(s, points).exact for s in (0, 1, 2, 5)]
    _scorers.set_simd_level("portable")
    assert [riesz_energy(s, points).exact for s in (0, 1, 2, 5)] == here
    assert level in _scorers.simd_levels()


def test_batches_shapes_and_types() -> None:
    batch = np.random.default_rng(1).normal(size=(4, 5, 3))
    for b, one in enumerate(_scorers.riesz_energy_batch(2, batch)):
        assert one.value == riesz_energy(2, batch[b]).value
    for b, one in enumerate(_scorers.tammes_batch(batch)):
        assert one.value == tammes(batch[b]).value
    for s in (-1, 61):
        with pytest.raises(ValueError, match="0 <= s <= 60"):
            riesz_energy(s, OCTAHEDRON)
    for shape in ((1, 3), (2, 65), (3, 0)):
        with pytest.raises(ValueError, match="expected shape"):
            tammes(np.ones(shape))
    with pytest.raises(TypeError):
        tammes(OCTAHEDRON.astype(np.float32))
