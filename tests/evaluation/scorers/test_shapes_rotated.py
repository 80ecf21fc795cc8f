"""Rotated hexagons and squares: hand numbers, symmetries, and the twin on near-touching inputs."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from math import isqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers.record import Score
from eft.evaluation.scorers.shapes import hexagons_in_hexagon, squares_in_square
from eft.evaluation.verify import shapes as twins
from eft.evaluation.verify.certificate import check
from eft.evaluation.verify.plain import Refuted

Floats = NDArray[np.float64]
Scorer = Callable[[Floats, Floats, Floats], Score]
ONE = 1 << 40  # grid units in a side
BOTH = pytest.mark.parametrize("scorer", [hexagons_in_hexagon, squares_in_square])
FEW = settings(max_examples=25, deadline=None)


@pytest.fixture(autouse=True)
def level() -> None:
    """These headers have one path for all instruction sets: once is enough."""


def row(*distances: int, axis: int = 0) -> tuple[Floats, Floats, Floats]:
    """Unrotated pieces along an axis, distances in grid units."""
    x = np.cumsum([0, *distances]) / ONE
    zero = np.zeros(len(x))
    return (x, zero, zero) if axis == 0 else (zero, x, zero)


def scale(got: Score) -> int:
    return int(got.construction["scale"])


@BOTH
def test_one_piece_is_its_own_container(scorer: Scorer) -> None:
    got = scorer(np.array([3.5]), np.array([-7.0]), np.zeros(1))
    assert (got.exact, got.reason, got.claim) == (1, "", "bound")


@pytest.mark.parametrize(("scorer", "turn", "side"), [(hexagons_in_hexagon, 30, 2 / math.sqrt(3)), (squares_in_square, 45, math.sqrt(2))])
def test_one_piece_turned_by_half_its_symmetry(scorer: Scorer, turn: int, side: float) -> None:
    got = scorer(np.zeros(1), np.zeros(1), np.array([math.radians(turn)]))
    assert 0 <= got.value - side < 3 * 2**-40


@pytest.mark.parametrize("spacing", [1.0, 0.5, 2.0])
def test_nine_squares_in_a_grid_need_side_three(spacing: float) -> None:
    k = np.arange(9)
    got = squares_in_square(k % 3 * spacing, k // 3 * spacing, np.zeros(9))
    assert (got.exact, scale(got)) == (3, ONE / spacing)
    assert (got.reason == "") == (spacing == 1)


@pytest.mark.parametrize(("distance", "factor"), [(ONE, ONE), (ONE - 1, ONE + 2), (ONE + 1, ONE), (2 * ONE, ONE // 2)])
def test_squares_edge_to_edge_and_one_unit_off(distance: int, factor: int) -> None:
    got = squares_in_square(*row(distance))
    assert scale(got) == factor  # the least integer with factor * distance >= 2^80
    assert got.exact == 1 + Fraction(math.ceil(Fraction(factor * distance, ONE)), ONE)


@pytest.mark.parametrize(("distance", "factor"), [(2 * ONE, ONE), (2 * ONE - 1, ONE + 1), (2 * ONE + 1, ONE), (ONE, 2 * ONE)])
def test_hexagons_corner_to_corner_and_one_unit_off(distance: int, factor: int) -> None:
    assert scale(hexagons_in_hexagon(*row(distance))) == factor  # the least integer with factor * distance >= 2 * 2^80


@pytest.mark.parametrize("distance", [isqrt(3 * ONE**2), isqrt(3 * ONE**2) + 1, ONE, 2 * ONE, 1_234_567_890_123])
def test_hexagons_edge_to_edge(distance: int) -> None:
    factor = scale(hexagons_in_hexagon(*row(distance, axis=1)))
    assert (factor * distance) ** 2 >= 3 * ONE**4 > ((factor - 1) * distance) ** 2


def test_seven_hexagons_of_the_honeycomb_need_side_three() -> None:
    turns = np.radians(30 + 60 * np.arange(6))
    x, y = np.append(0, math.sqrt(3) * np.cos(turns)), np.append(0, math.sqrt(3) * np.sin(turns))
    got = hexagons_in_hexagon(x, y, np.zeros(7))
    assert 0 <= check(got.certificate()) - 3 < Fraction(8, ONE)


@pytest.mark.parametrize("shift", np.random.default_rng(0).integers(-900 * ONE, 900 * ONE, 8))
@pytest.mark.parametrize("more", [0, 1])
def test_side_on_the_grid_wherever_the_row_lies(shift: int, more: int) -> None:
    """Five hexagons corner to corner have side 5; half a grid unit more is rounded up."""
    x, y, theta = row(2 * ONE, 2 * ONE + more, 2 * ONE, 2 * ONE)
    got = hexagons_in_hexagon(x + shift / ONE, y - shift / ONE, theta)
    assert (scale(got), got.exact) == (ONE, 5 + Fraction(more, ONE))


def test_three_hexagons_corner_to_corner_need_side_seven_thirds() -> None:
    """On a triangle no two opposite sides of the container decide, but three at 120 degrees: (2 R + sqrt 3) / sqrt 3 with R = 2 / sqrt 3."""
    turns = np.radians([30, 150, 270])
    got = hexagons_in_hexagon(np.cos(turns), np.sin(turns), np.zeros(3))
    assert 0 <= check(got.certificate()) - Fraction(7, 3) < Fraction(4, ONE)
    assert hexagons_in_hexagon(-np.cos(turns), -np.sin(turns), np.zeros(3)).exact == got.exact


@pytest.mark.parametrize("beyond", [True, False])
def test_walls_that_floats_cannot_tell_apart(beyond: bool) -> None:
    """A turned square ends less than 2^-7 of a grid unit beyond or before an unturned one, whose end lies on the grid."""

    def excess(t: int) -> Fraction:  # of half the width over 1/2, in grid units
        return (Fraction(ONE**2 - t * t + 2 * ONE * t, ONE**2 + t * t) - 1) * ONE / 2

    t = next(t for t in range(ONE // 8, ONE // 4, 12_345_679) if 0 < (excess(t) if beyond else -excess(t)) % 1 < Fraction(1, 128))
    inset = math.floor(excess(t)) if beyond else math.ceil(excess(t))
    x = np.array([0, 1, 4, 4 - inset / ONE])
    got = squares_in_square(x, np.array([0, 0, 3, -0.5]), np.array([0, 0, 0, 2 * math.atan(t / ONE)]))
    assert scale(got) == ONE
    assert got.exact == 5 + (Fraction(1, ONE) if beyond else 0)
    assert check(got.certificate()) == got.exact


def test_five_squares_reach_the_proved_optimum_and_no_more() -> None:
    side = 2 + math.sqrt(0.5)  # Göbel 1979
    far = side - 0.5
    x, y = np.array([0.5, far, 0.5, far, side / 2]), np.array([0.5, 0.5, far, far, side / 2])
    got = squares_in_square(x, y, np.array([0, 0, 0, 0, math.pi / 4]))
    proved = check(got.certificate())
    assert (proved - 2) ** 2 >= Fraction(1, 2)
    assert proved - Fraction(side) < Fraction(16, ONE)


@BOTH
@pytest.mark.parametrize(
    ("x", "theta", "reason"),
    [
        ([0, math.nan], [0, 0], "piece 1: centre is not finite or has a coordinate beyond 4194304"),
        ([math.inf, 0], [0, 0], "piece 0: centre is not finite or has a coordinate beyond 4194304"),
        ([0, -(2.0**22) - 1], [0, 0], "piece 1: centre is not finite or has a coordinate beyond 4194304"),
        ([0, 2], [math.nan, 0], "piece 0: angle is not finite or beyond 1024 rad"),
        ([0, 2], [0, 1e300], "piece 1: angle is not finite or beyond 1024 rad"),
        ([0, 0], [0, 0.5], "pieces 0 and 1: centres coincide or would have to move apart by a factor above 4194304"),
        ([0, 2**-42], [0, 0.5], "pieces 0 and 1: centres coincide or would have to move apart by a factor above 4194304"),
        ([5, 0, 5 + 2.0**-23], [0, 0, 0], "pieces 0 and 2: centres coincide or would have to move apart by a factor above 4194304"),
        ([], [], "expected 1 to 4096 pieces"),
        ([0.0] * 4097, [0.0] * 4097, "expected 1 to 4096 pieces"),
    ],
)
def test_refused(scorer: Scorer, x: list[float], theta: list[float], reason: str) -> None:
    got = scorer(np.array(x, dtype=float), np.zeros(len(x)), np.array(theta, dtype=float))
    assert (got.valid, got.exact, got.reason) == (False, None, reason)
    assert math.isnan(got.value)
    with pytest.raises(ValueError, match="no certificate"):
        got.certificate()


@BOTH
def test_wrong_shapes_and_types(scorer: Scorer) -> None:
    zero = np.zeros(3)
    with pytest.raises(ValueError, match="same length"):
        scorer(zero, zero[:2], zero)
    with pytest.raises(ValueError, match="axes"):
        scorer(zero[None], zero[None], zero[None])
    with pytest.raises(TypeError):
        scorer(zero, zero, np.zeros(3, dtype=np.float32))


NEAR = st.integers(-2, 2).map(lambda units: units / ONE)  # touching, and a unit or two beside it
CENTRES = st.one_of(
    st.builds(float.__add__, st.sampled_from([0.0, 0.5, 1.0, -1.0, 1.5, math.sqrt(3), math.sqrt(3) / 2, math.sqrt(2), -0.75]), NEAR),
    st.floats(-2, 2, width=32),
)
ANGLES = st.one_of(
    st.builds(float.__add__, st.integers(-8, 8).map(lambda k: k * math.pi / 12), st.sampled_from([0.0, 1e-12, -1e-11])), st.floats(-4, 4)
)


@BOTH
@FEW
@given(pieces=st.lists(st.tuples(CENTRES, CENTRES, ANGLES), min_size=1, max_size=4))
def test_least_factor_and_least_side_as_the_twin_finds_them(scorer: Scorer, pieces: list[tuple[float, float, float]]) -> None:
    x, y, theta = np.array(pieces).T.copy()
    got = scorer(x, y, theta)
    if not got.valid:
        i, j = min(combinations(range(len(x)), 2), key=lambda p: math.hypot(x[p[0]] - x[p[1]], y[p[0]] - y[p[1]]))
        assert math.hypot(x[i] - x[j], y[i] - y[j]) < 2.4 / 1024  # twice the largest reach over the least reach of a normal
        return
    assert got.exact is not None
    assert got.exact**2 >= len(x)  # area
    as_the_twin_finds(got)


def as_the_twin_finds(got: Score) -> None:
    twin = getattr(twins, got.problem.partition(".")[2])
    data = got.certificate()
    proved = twin(data["instance"], data["construction"])
    assert got.exact == Fraction(math.ceil(proved.high * ONE), ONE)
    assert check(data) == got.exact
    if scale(got):
        with pytest.raises(Refuted, match="overlap"):
            twin(data["instance"], data["construction"] | {"scale": scale(got) - 1})


@BOTH
@pytest.mark.parametrize("seed", range(12))
def test_random_pieces_as_the_twin_finds_them(scorer: Scorer, seed: int) -> None:
    as_the_twin_finds(scorer(*random_pieces(3 + seed % 3, seed)))


def random_pieces(n: int, seed: int) -> tuple[Floats, Floats, Floats]:
    """Centres on the grid, so that shifts and mirrors are exact."""
    rng = np.random.default_rng(seed)
    x, y = np.rint(rng.uniform(-4, 4, (2, n)) * ONE) / ONE
    return x, y, rng.uniform(-4, 4, n)


@BOTH
@pytest.mark.parametrize("seed", range(5))
def test_shift_mirror_and_order_change_nothing(scorer: Scorer, seed: int) -> None:
    x, y, theta = random_pieces(40, seed)
    base = scorer(x, y, theta)
    order = np.random.default_rng(seed).permutation(40)
    for other in (scorer(x + 3, y - 5, theta), scorer(x, -y, -theta), scorer(-x, y, -theta), scorer(x[order], y[order], theta[order])):
        assert (other.exact, scale(other)) == (base.exact, scale(base))


@pytest.mark.parametrize("seed", range(5))
def test_quarter_turn_of_squares_changes_nothing(seed: int) -> None:
    x, y, theta = random_pieces(20, seed)
    assert squares_in_square(-y, x, theta).exact == squares_in_square(x, y, theta).exact


@BOTH
def test_symmetric_copies_of_a_piece_count_as_the_piece(scorer: Scorer) -> None:
    x, y, theta = random_pieces(10, 1)
    copies = theta + np.arange(10) * math.pi  # both have a half turn
    assert abs(scorer(x, y, copies).value - scorer(x, y, theta).value) < 1e-10


@BOTH
@pytest.mark.parametrize("n", [3, 30, 150])
def test_factor_is_the_largest_of_all_pairs(scorer: Scorer, n: int) -> None:
    x, y, theta = random_pieces(n, n)
    x, y = x * math.sqrt(n) / 4, y * math.sqrt(n) / 4
    pairs = [scorer(x[[i, j]], y[[i, j]], theta[[i, j]]) for i, j in combinations(range(n), 2)]
    assert scale(scorer(x, y, theta)) == max(map(scale, pairs))


@pytest.mark.parametrize("name", ["hexagons_in_hexagon", "squares_in_square"])
def test_batch_equals_single_calls(name: str) -> None:
    x, y, theta = np.stack([random_pieces(9, seed) for seed in range(6)], axis=1)
    x[2, 3] = math.nan
    batch = getattr(_scorers, name + "_batch")(x, y, theta)
    singles = [getattr(_scorers, name)(x[b], y[b], theta[b]) for b in range(6)]
    assert len(batch) == 6
    assert [batch[b].reason for b in range(6)] == [one.reason for one in singles]
    np.testing.assert_array_equal(batch.value, [one.value for one in singles])
    assert batch.valid.tolist() == [True, True, False, True, True, True]
