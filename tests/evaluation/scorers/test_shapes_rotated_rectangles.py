"""Rotated rectangles: hand numbers, limits, squares and boxes as special cases, and the twin on near-touching and thin inputs."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers.record import Score
from eft.evaluation.scorers.shapes import hexagons_in_hexagon, rectangles_in_square, rectangles_rotated_in_square, squares_in_square
from eft.evaluation.verify import shapes as twins
from eft.evaluation.verify.certificate import check
from eft.evaluation.verify.plain import Refuted

ONE = 1 << 40  # grid units in a unit
QUARTER = math.pi / 2
TURN = 2 * math.atan(1 / 4)  # cos 15/17, sin 8/17
FEW = settings(max_examples=80, deadline=None)


@pytest.fixture(autouse=True)
def level() -> None:
    """This header has one path for all instruction sets: once is enough."""


def score(w: Any, h: Any, x: Any, y: Any, theta: Any) -> Score:
    whole = [np.array(v, dtype=np.int64) for v in (w, h)]
    return rectangles_rotated_in_square(*whole, *(np.array(v, dtype=np.float64) for v in (x, y, theta)))


def scale(got: Score) -> int:
    return int(got.construction["scale"])


def as_the_twin_finds(got: Score) -> None:
    """Value, certificate, and that one unit less of the factor is too little."""
    twin = getattr(twins, got.problem.partition(".")[2])
    data = got.certificate()
    assert got.exact == Fraction(math.ceil(twin(data["instance"], data["construction"]).high * ONE), ONE)
    assert check(data) == got.exact
    if scale(got):
        with pytest.raises(Refuted, match="overlap"):
            twin(data["instance"], data["construction"] | {"scale": scale(got) - 1})


@pytest.mark.parametrize(("theta", "turned"), [(0, 0), (QUARTER, 1), (-QUARTER, 1), (2 * QUARTER, 0), (-3 * QUARTER, 1)])
def test_quarter_turns_are_exact(theta: float, turned: int) -> None:
    got = score([3], [2], [7.5], [-1], [theta])
    assert (got.exact, got.reason, got.claim) == (3, "", "bound")
    assert (got.construction["t"][0], got.construction["turned"][0]) == (0, turned)
    as_the_twin_finds(got)


@pytest.mark.parametrize("theta", [TURN, TURN + QUARTER, -TURN])
def test_one_turned_rectangle(theta: float) -> None:
    """17 x 34 spans 15 + 16 one way and 8 + 30 the other."""
    got = score([17], [34], [0], [0], [theta])
    assert got.exact == 38
    as_the_twin_finds(got)


def test_half_a_right_angle() -> None:
    got = score([3], [2], [0], [0], [math.pi / 4])
    assert 0 <= got.value - 5 / math.sqrt(2) < 8 / ONE


@pytest.mark.parametrize("units", [0, -1, 1, -2])
def test_two_turned_rectangles_side_by_side_and_a_unit_off(units: int) -> None:
    """Centres (15, 8) apart, 17 along the normal: exactly touching, 31 + 15 across and 38 + 8 high."""
    got = score([17, 17], [34, 34], [0, 15 + units / ONE], [0, 8], [TURN, TURN])
    factor = math.ceil(17 * ONE**2 / (17 * ONE + units * Fraction(15, 17)))
    assert scale(got) == factor
    across, up = 31 + (15 + Fraction(units, ONE)) * factor / ONE, 38 + Fraction(8 * factor, ONE)
    assert got.exact == Fraction(math.ceil(max(across, up) * ONE), ONE)
    as_the_twin_finds(got)


@pytest.mark.parametrize(("distance", "factor"), [(3 * ONE, ONE), (3 * ONE - 1, ONE + 1), (3 * ONE + 1, ONE), (6 * ONE, ONE // 2)])
@pytest.mark.parametrize("axis", [0, 1])
def test_unequal_boxes_edge_to_edge_and_one_unit_off(distance: int, factor: int, axis: int) -> None:
    """4 and 2 long in a row: the least integer with factor * distance >= 3 * 2^80."""
    place = ([0, distance / ONE], [0, 0])
    got = score([4, 2 - axis], [2, 1 + axis], place[axis], place[1 - axis], [QUARTER * axis, 0 if axis else 2 * QUARTER])
    assert scale(got) == factor
    as_the_twin_finds(got)


def test_one_inside_another_is_moved_out() -> None:
    got = score([100, 1], [100, 1], [0, 1], [0, 0], [0, 0])
    assert (got.exact, scale(got)) == (101, 50 * ONE + ONE // 2)
    assert got.reason == f"centres multiplied by {scale(got)} / 2^40, where pieces 0 and 1 touch"


def test_a_stick_in_the_corner_between_two_boxes() -> None:
    """A 4 x 1 stick under 45 degrees outside the corner of a 2 x 2 box: its long side passes at a distance sqrt 2 + 1/2 of the centre."""
    far = (math.sqrt(2) + 0.5) / math.sqrt(2)
    got = score([2, 4], [2, 1], [0, far], [0, far], [0, -math.pi / 4])
    assert abs(scale(got) - ONE) < 8
    as_the_twin_finds(got)


@pytest.mark.parametrize(
    ("x", "theta", "reason"),
    [
        ([0, math.nan], [0, 0], "piece 1: centre is not finite or has a coordinate beyond 4194304"),
        ([0, 2], [math.inf, 0], "piece 0: angle is not finite or beyond 1024 rad"),
        ([3, 3], [0, 0.5], "pieces 0 and 1: centres coincide or would have to move apart by a factor above 4194304"),
    ],
)
def test_refused(x: list[float], theta: list[float], reason: str) -> None:
    got = score([4, 1], [2, 1], x, [0, 0], theta)
    assert (got.valid, got.exact, got.reason) == (False, None, reason)


@pytest.mark.parametrize("name", ["rectangle", "hexagon"])
def test_largest_factor_and_one_unit_nearer(name: str) -> None:
    """Edge to edge or corner to corner at 2^22 times the distance."""

    def row(units: int) -> Score:
        x, zero = np.array([0, units / ONE]), np.zeros(2)
        return hexagons_in_hexagon(x, zero, zero) if name == "hexagon" else score([2, 2], [2, 2], x, zero, zero)

    units = 2 * ONE >> 22
    assert scale(row(units)) == 1 << 62
    as_the_twin_finds(row(units))
    assert not row(units - 1).valid
    assert row(units - 1).reason.startswith("pieces 0 and 1: centres coincide or would have to")


@pytest.mark.parametrize("sizes", [([1 << 20, 1 << 20, 1], [1 << 20, 1, 1 << 20]), None])
@pytest.mark.parametrize("seed", range(4))
def test_everything_as_large_as_it_may_be(sizes: Any, seed: int) -> None:
    """A factor just below 2^62 on coordinates up to 2^22: the widest integers of the bit budget, as the twin has them."""
    rng = np.random.default_rng(seed)
    theta, near = rng.uniform(-3, 3, 3), rng.uniform(0.5, 0.9, 2) * (1 if sizes else 2.0**-20)
    x, y = np.array([0, near[0], -(2.0**22)]), np.array([0, near[1], 2.0**22])
    got = score(*sizes, x, y, theta) if sizes else hexagons_in_hexagon(x, y, theta)
    assert got.valid
    assert scale(got) > 1 << 59
    as_the_twin_finds(got)


@pytest.mark.parametrize(
    ("w", "h"),
    [([0, 1], [1, 1]), ([1, 1], [1, -1]), ([1, (1 << 20) + 1], [1, 1]), ([1], [1]), ([1, 1], [1]), ([], []), ([[1, 1]], [[1, 1]])],
)
def test_wrong_sizes_are_the_callers_mistake(w: list[Any], h: list[Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        score(w, h, [0, 2], [0, 0], [0, 0])


NEAR = st.integers(-2, 2).map(lambda units: units / ONE)  # touching, and a unit or two beside it
CENTRES = st.one_of(st.builds(float.__add__, st.integers(-10, 10).map(lambda k: k / 2), NEAR), st.floats(-6, 6, width=32))
ANGLES = st.one_of(
    st.builds(
        float.__add__, st.sampled_from([0, 1, 2, 3, -1, 0.5, -0.5]).map(lambda k: k * QUARTER), st.sampled_from([0.0, 1e-12, -1e-11])
    ),
    st.sampled_from([TURN, -TURN, TURN + QUARTER]),
    st.floats(-4, 4),
)
SIDE = st.one_of(st.integers(1, 4), st.sampled_from([17, 1000, 1 << 20]))
PIECES = st.lists(st.tuples(SIDE, SIDE, CENTRES, CENTRES, ANGLES), min_size=1, max_size=4)


@FEW
@given(pieces=PIECES)
def test_least_factor_and_least_side_as_the_twin_finds_them(pieces: list[tuple[int, int, float, float, float]]) -> None:
    w, h, x, y, theta = zip(*pieces, strict=True)
    got = score(w, h, x, y, theta)
    if got.valid:
        assert got.exact is not None
        assert got.exact**2 >= sum(a * b for a, b in zip(w, h, strict=True))
        as_the_twin_finds(got)
    else:  # the reach of two is at most half the diagonals, and one of two normals sees 1/sqrt 2 of the distance
        close = min(math.hypot(x[i] - x[j], y[i] - y[j]) for i, j in combinations(range(len(x)), 2))
        assert close * 2**22 < 2 * max(*w, *h) * 1.001


def thin(n: int, seed: int) -> tuple[NDArray[Any], ...]:
    """Sticks of very unequal length, centres on the grid, so that shifts and mirrors are exact."""
    rng = np.random.default_rng(seed)
    w, h = (rng.choice([1, 2, 7, 50, 4000], n).astype(np.int64) for _ in range(2))
    x, y = np.rint(rng.uniform(-9, 9, (2, n)) * ONE) / ONE
    return w, h, x, y, rng.uniform(-4, 4, n)


@pytest.mark.parametrize("seed", range(12))
def test_thin_sticks_as_the_twin_finds_them(seed: int) -> None:
    as_the_twin_finds(score(*thin(3 + seed % 3, seed)))


@pytest.mark.parametrize("tilt", [0.0, 1e-9, -3e-12, 1e-6])
@pytest.mark.parametrize("units", [-1, 0, 1])
def test_long_sticks_that_are_almost_parallel(tilt: float, units: int) -> None:
    """Far apart along their length, one side apart across it: the separating normal sees a millionth of the distance."""
    as_the_twin_finds(score([1 << 20, 1 << 20], [1, 1], [0, 1 << 18], [0, 1 + units / ONE], [tilt, 0]))


@pytest.mark.parametrize("seed", range(5))
def test_shift_mirror_order_and_names_of_the_sides_change_nothing(seed: int) -> None:
    w, h, x, y, theta = thin(30, seed)
    base = score(w, h, x, y, theta)
    order = np.random.default_rng(seed).permutation(30)
    others = [(w, h, x + 3, y - 5, theta), (w, h, x, -y, -theta), (w, h, -x, y, -theta), (h, w, -y, x, theta)]
    for other in (*others, (w[order], h[order], x[order], y[order], theta[order])):
        got = score(*other)
        assert (got.exact, scale(got)) == (base.exact, scale(base))


@pytest.mark.parametrize("n", [3, 25, 70])
def test_factor_is_the_largest_of_all_pairs(n: int) -> None:
    columns = thin(n, n)
    pairs = [score(*(v[[i, j]] for v in columns)) for i, j in combinations(range(n), 2)]
    assert scale(score(*columns)) == max(map(scale, pairs))


@FEW
@given(pieces=PIECES)
def test_sides_of_one_are_unit_squares(pieces: list[tuple[int, int, float, float, float]]) -> None:
    _, _, x, y, theta = (np.array(v, dtype=np.float64) for v in zip(*pieces, strict=True))
    ones = [1] * len(x)
    got, squares = score(ones, ones, x, y, theta), squares_in_square(x, y, theta)
    assert (got.valid, got.reason, got.exact) == (squares.valid, squares.reason, squares.exact)


def cut(w: int, h: int, x: int, y: int, cuts: list[tuple[float, bool]]) -> list[tuple[int, int, int, int]]:
    """A w x h box cut into boxes (w, h, x, y), one cut after the other through the largest."""
    boxes = [(w, h, x, y)]
    for share, across in cuts:
        boxes.sort(key=lambda box: box[0] * box[1])
        w, h, x, y = boxes.pop()
        at = max(1, min(int(share * (w if across else h)), (w if across else h) - 1))
        boxes += [(at, h, x, y), (w - at, h, x + at, y)] if across else [(w, at, x, y), (w, h - at, x, y + at)]
    return boxes


@FEW
@given(
    cuts=st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=8),
    turns=st.lists(st.booleans(), min_size=9, max_size=9),
    corner=st.tuples(st.integers(-500, 500), st.integers(-500, 500)),
)
def test_unrotated_tilings_are_boxes_that_touch(cuts: list[tuple[float, bool]], turns: list[bool], corner: tuple[int, int]) -> None:
    tiles = np.array(cut(300, 200, *corner, cuts))
    turned = np.array(turns[: len(tiles)], dtype=np.int64)
    w, h, x, y = (np.ascontiguousarray(v) for v in tiles.T)
    own = (np.where(turned, h, w), np.where(turned, w, h))
    boxes = rectangles_in_square(*own, x, y, turned)
    got = score(*own, x + w / 2, y + h / 2, turned * QUARTER)
    assert (boxes.exact, got.exact, got.reason) == (300, 300, "")
    far = np.array([0] * (len(w) - 1) + [1])
    one_over = score(*own, x + w / 2 - far * np.sign(x - x[0]) / ONE, y + h / 2 - far * np.sign(y - y[0]) / ONE, turned * QUARTER)
    as_the_twin_finds(one_over)


def test_batch_equals_single_calls() -> None:
    w, h = thin(9, 0)[:2]
    x, y, theta = np.stack([thin(9, seed)[2:] for seed in range(6)], axis=1)
    x[2, 3] = math.nan
    batch = _scorers.rectangles_rotated_in_square_batch(w, h, x, y, theta)
    singles = [_scorers.rectangles_rotated_in_square(w, h, x[b], y[b], theta[b]) for b in range(6)]
    assert [batch[b].reason for b in range(6)] == [one.reason for one in singles]
    np.testing.assert_array_equal(batch.value, [one.value for one in singles])
    assert batch.valid.tolist() == [True, True, False, True, True, True]
