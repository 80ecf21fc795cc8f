"""Circle packings against a slow exact twin: bisection on the shrink, in Python integers."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eft.evaluation.scorers import packing
from eft.evaluation.scorers.packing import Packing
from eft.evaluation.verify import packing as twins
from eft.evaluation.verify.certificate import check
from eft.evaluation.verify.plain import Refuted

UNIT = 2.0**-46
ONE = 1 << 46
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def twin_packing(width: int, x: Any, y: Any, r: Any) -> tuple[int, int, Callable[[int, str], bool]]:
    """(sum of repaired radii, least shrink) over 2^46, by bisection on the shrink; and whether a constraint holds at a shrink."""
    height = 2 * ONE - width if width != ONE else ONE
    X, Y = ([round(Fraction(float(v)) * ONE) for v in column] for column in (x, y))
    R = [min(ONE, round(Fraction(float(v)) * ONE)) for v in r]
    n = len(X)

    def holds(v: int, only: str = "") -> bool:
        rest = [max(0, value - v) for value in R]
        for i in range(n):
            rooms = {"left": X[i], "right": width - X[i], "lower": Y[i], "upper": height - Y[i]}
            for side, room in rooms.items():
                if only in ("", f"circle {i} crosses the {side} wall") and rest[i] > room:
                    return False
        for i in range(n):
            for j in range(i):
                wanted = only in ("", f"circles {j} and {i} overlap")
                if wanted and (X[i] - X[j]) ** 2 + (Y[i] - Y[j]) ** 2 < (rest[i] + rest[j]) ** 2:
                    return False
        return True

    low, high = -1, 2 * ONE
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return sum(max(0, value - high) for value in R), high, holds


def is_rounded(value: float, exact: Fraction | None) -> bool:
    assert exact is not None
    return Fraction(value) <= exact < Fraction(math.nextafter(value, math.inf))


def arrays(*columns: Any) -> list[Any]:
    return [np.array(c, dtype=np.float64) for c in columns]


def check_packing(got: Packing, width: int, x: Any, y: Any, r: Any) -> None:
    total, shrink, holds = twin_packing(width, x, y, r)
    assert got.valid, got.reason
    assert got.exact == Fraction(total, ONE)
    assert Fraction(got.shrink) == Fraction(shrink, ONE)
    assert is_rounded(got.value, got.exact)
    assert sum(Fraction(float(v)) for v in got.radii) == got.exact
    assert check(got.certificate()) == got.exact
    assert (got.reason == "") == (shrink == 0)
    if shrink:
        assert holds(shrink, got.reason)
        assert not holds(shrink - 1, got.reason)


coordinate = st.one_of(
    st.floats(0, 1),
    st.sampled_from([0.0, -0.0, 1.0, 0.5, 5e-324, 2.0**-47, 3 * 2.0**-47, -(2.0**-48), 1 - 2.0**-53, 1 + 2.0**-48]),
    st.integers(0, 8).map(lambda k: k / 8),
)
radius = st.one_of(st.floats(0, 0.3), st.sampled_from([0.0, -0.0, 5e-324, 0.125, 0.125 + UNIT, 0.5, 1.0, 2.0, 1e300]))


@FEW
@given(st.lists(st.tuples(coordinate, coordinate, radius), min_size=1, max_size=20))
def test_any_packing_agrees_with_twin(disks: list[tuple[float, float, float]]) -> None:
    x, y, r = arrays(*zip(*disks, strict=True))
    check_packing(packing.circles_in_square(x, y, r), ONE, x, y, r)


@FEW
@given(st.floats(2.0**-40, 2 - 2.0**-40), st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 0.3)), min_size=1, max_size=12))
def test_any_rectangle_agrees_with_twin(w: float, disks: list[tuple[float, float, float]]) -> None:
    x, y, r = arrays(*zip(*disks, strict=True))
    x, y = x * (round(w * ONE) / ONE), y * (2 - round(w * ONE) / ONE)
    got = packing.circles_in_rectangle(w, x, y, r)
    check_packing(got, round(Fraction(w) * ONE), x, y, r)


@pytest.mark.parametrize("seed", range(3))
def test_near_touching_grid_agrees_with_twin(seed: int) -> None:
    """Every pair of neighbours within two grid units of touching: the filter can decide hardly any."""
    rng = np.random.default_rng(seed)
    x, y = (v.ravel() for v in np.meshgrid((np.arange(6) + 0.5) / 6, (np.arange(6) + 0.5) / 6))
    x, y = (v + rng.integers(-2, 3, 36) * UNIT for v in (x, y))
    r = 1 / 12 + rng.integers(-2, 3, 36) * UNIT
    check_packing(packing.circles_in_square(x, y, r), ONE, x, y, r)


def test_touching_and_one_unit_over() -> None:
    x, y, r = arrays([0.25, 0.75], [0.25, 0.25], [0.25, 0.25])
    got = packing.circles_in_square(x, y, r)
    assert (got.exact, got.reason) == (Fraction(1, 2), "")
    r[0] = math.nextafter(0.25, 1)  # rounds back to the grid
    assert packing.circles_in_square(x, y, r).exact == Fraction(1, 2)
    r[0] = 0.25 + UNIT
    got = packing.circles_in_square(x, y, r)
    assert got.reason == "circle 0 crosses the left wall"
    assert got.exact == Fraction(1, 2) - Fraction(1, ONE)  # both lose one unit, the first from one more


@pytest.mark.parametrize(("extra", "shrink"), [(-1, 0), (0, 0), (1, 1), (2, 1), (3, 2)])
def test_pythagorean_pair_is_decided_exactly(extra: int, shrink: int) -> None:
    """Centres at distance exactly 5/16 (3-4-5): touching holds, one unit more does not; two units of overlap cost each disk one."""
    x, y, r = arrays([6 / 16, 9 / 16], [6 / 16, 10 / 16], [5 / 32, 5 / 32 + extra * UNIT])
    got = packing.circles_in_square(x, y, r)
    assert got.shrink == shrink * UNIT
    assert got.exact == Fraction(5, 16) + Fraction(extra - 2 * shrink, ONE)


def test_point_inside_a_disk_is_a_violation() -> None:
    """A radius-0 disk inside another one: halving the overlap would not separate them."""
    x, y, r = arrays([0.5, 0.6], [0.5, 0.5], [0.3, 0.0])
    got = packing.circles_in_square(x, y, r)
    check_packing(got, ONE, x, y, r)
    assert got.value == pytest.approx(0.1, abs=1e-12)
    same = packing.circles_in_square(*arrays([0.5, 0.5], [0.5, 0.5], [0.2, 0.0]))
    assert (same.exact, same.reason) == (0, "circles 0 and 1 overlap")


def test_known_packings() -> None:
    grid = (np.arange(5) + 0.5) / 5
    x, y = (np.append(v.ravel(), 0.2) for v in np.meshgrid(grid, grid))
    r = np.append(np.full(25, 0.1), (math.sqrt(2) - 1) / 10)
    assert packing.circles_in_square(x, y, r).value == pytest.approx(2.5 + (math.sqrt(2) - 1) / 10, abs=1e-12)
    assert packing.circles_in_square(*arrays([0.5], [0.5], [0.5])).exact == Fraction(1, 2)
    assert packing.circles_in_rectangle(0.5, *arrays([0.25, 0.25], [0.25, 1.25], [0.25, 0.25])).exact == Fraction(1, 2)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        (0, math.nan, "circle 1: not finite"),
        (1, math.inf, "circle 1: not finite"),
        (2, -math.inf, "circle 1: not finite"),
        (2, math.nan, "circle 1: not finite"),
        (2, math.inf, "circle 1: not finite"),
        (0, -UNIT, "circle 1: centre outside the container"),
        (0, 1 + UNIT, "circle 1: centre outside the container"),
        (1, 1e300, "circle 1: centre outside the container"),
        (2, -UNIT, "circle 1: negative radius"),
        (2, -1e300, "circle 1: negative radius"),
    ],
)
@pytest.mark.parametrize("n", [2, 9])
def test_refused_packings(column: int, value: float, reason: str, n: int) -> None:
    columns = arrays(np.linspace(0.1, 0.9, n), np.full(n, 0.5), np.full(n, 0.01))
    columns[column][1] = value
    got = packing.circles_in_square(*columns)
    assert (got.valid, got.reason) == (False, reason)
    assert math.isnan(got.value)
    with pytest.raises(ValueError, match="no certificate"):
        _ = got.hash
    batch = packing.circles_in_square_batch(*(np.stack([c, c]) for c in columns))
    assert batch[1].reason == reason
    assert np.isnan(batch.value).all()


@pytest.mark.parametrize("w", [0.0, 2.0, -1.0, 2.0**-48, 2 - 2.0**-48, 3.0, math.nan, math.inf])
def test_refused_widths(w: float) -> None:
    assert packing.circles_in_rectangle(w, *arrays([0.0], [0.0], [0.0])).reason == "w: expected 0 < w < 2"


def test_many_disks_are_feasible_and_shrunk_least() -> None:
    n = 700
    rng = np.random.default_rng(1)
    x, y, r = rng.random(n), rng.random(n), rng.random(n) * 0.01
    got = packing.circles_in_square(x, y, r)
    X, Y, R = (np.array([round(Fraction(float(v)) * ONE) for v in column], dtype=object) for column in (x, y, r))
    shrink = round(Fraction(got.shrink) * ONE)
    squared = (X[:, None] - X) ** 2 + (Y[:, None] - Y) ** 2 + np.diag([4 * ONE * ONE] * n)
    for v, holds in ((shrink, True), (shrink - 1, False)):
        rest = np.maximum(R - v, 0)
        walls = np.minimum(np.minimum(X, ONE - X), np.minimum(Y, ONE - Y))
        assert bool(((rest[:, None] + rest) ** 2 <= squared).all() and (rest <= walls).all()) == holds
    assert got.exact == Fraction(int(np.maximum(R - shrink, 0).sum()), ONE)


def test_more_disks_than_a_double_sum_holds() -> None:
    side = 200
    grid = (np.arange(side) + 0.5) / side
    x, y = (v.ravel() for v in np.meshgrid(grid, grid))
    got = packing.circles_in_square(x, y, np.full(side * side, 0.49 / side))
    assert is_rounded(got.value, got.exact)
    assert got.value == pytest.approx(98)
    assert got.reason == ""


def clustered(n: int, kind: str, rng: np.random.Generator) -> list[Any]:
    """Packings that are hard on cells: (x, y, r) far from uniform."""
    x, y, r = rng.random(n), rng.random(n), rng.random(n) * 0.5 / n**0.5
    if kind == "one huge disk":
        r[n // 3] = 0.4
    elif kind == "points":
        r[:] = 0.0
    elif kind == "points among disks":
        r[::2] = 0.0
    elif kind == "one cell":
        x, y, r = 0.5 + 1e-6 * x, 0.5 + 1e-6 * y, 1e-7 * r
    elif kind == "all at one place":
        x, y = np.full(n, 0.5), np.full(n, 0.25)
    elif kind == "all huge":
        r = 0.3 + 0.2 * rng.random(n)
    elif kind == "sizes over five decades":
        r = 10 ** (-1 - 5 * rng.random(n))
    elif kind == "a line along the wall":
        x, y, r = (np.arange(n) + 0.5) / n, np.zeros(n), np.full(n, 0.5 / n)
    elif kind == "ties":
        side = math.ceil(n**0.5)
        x, y, r = (np.arange(n) % side + 0.5) / side, (np.arange(n) // side + 0.5) / side, np.full(n, 0.5 / side + 3 * UNIT)
        order = rng.permutation(n)
        x, y = x[order], y[order]
    return [x, y, r]


KINDS = ["uniform", "one huge disk", "points", "points among disks", "one cell", "all at one place", "all huge", "sizes over five decades",
         "a line along the wall", "ties"]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [400, 1000])  # cells are used from 400 disks on
def test_cells_give_the_verdict_of_all_pairs(n: int, kind: str) -> None:
    """Violation and the first constraint that asks for it, by numpy: floats pick the pairs that can matter, integers decide."""
    x, y, r = clustered(n, kind, np.random.default_rng(n))
    got = packing.circles_in_square(x, y, r)
    X, Y, R = (np.rint(v * ONE).astype(np.int64) for v in (x, y, r))
    wall = np.stack([R - X, R - (ONE - X), R - Y, R - (ONE - Y)], 1)
    v, reason = 0, ""
    if wall.max() > 0:
        v = int(wall.max())
        i, side = divmod(int(np.argmax(wall.ravel() == v)), 4)
        reason = f"circle {i} crosses the {('left', 'right', 'lower', 'upper')[side]} wall"
    i, j = np.triu_indices(n, 1)
    d = np.hypot((X[i] - X[j]).astype(float), (Y[i] - Y[j]).astype(float))
    need = np.maximum((R[i] + R[j] - d) / 2, np.maximum(R[i], R[j]) - d)
    worst, first = 0, (0, 0)
    for k in np.flatnonzero(need > max(need.max(), v) - 4):
        a, b = int(i[k]), int(j[k])
        s = math.isqrt(int(X[a] - X[b]) ** 2 + int(Y[a] - Y[b]) ** 2)
        exact = max(-((s - int(R[a]) - int(R[b])) // 2), max(int(R[a]), int(R[b])) - s)
        if exact > worst:
            worst, first = exact, (a, b)
    if worst > v:
        v, reason = worst, f"circles {first[0]} and {first[1]} overlap"
    assert (round(got.shrink * ONE), got.reason) == (v, reason)
    assert got.exact == Fraction(int(np.maximum(R - v, 0).sum()), ONE)


@pytest.mark.parametrize("w", [2.0**-40, 1e-3, 0.3])
def test_cells_in_thin_rectangles(w: float) -> None:
    n = 500
    rng = np.random.default_rng(0)
    y = rng.random(n) * 1.6
    x, r = np.full(n, w / 2), np.full(n, min(w / 2, 1e-4))
    got = packing.circles_in_rectangle(w, x, y, r)
    width = round(w * ONE)
    Y = np.sort(np.rint(y * ONE)).astype(np.int64)
    closest = int(np.diff(Y).min())  # disks of one size on a line: neighbours decide
    R = round(float(r[0]) * ONE)
    wall = max(0, R - min(round(w / 2 * ONE), width - round(w / 2 * ONE)))
    assert round(got.shrink * ONE) == max(wall, -((closest - 2 * R) // 2), R - closest)


@FEW
@given(st.integers(1, 70), st.integers(1, 9), st.integers(0, 2**32), st.sampled_from(KINDS))
def test_batches_agree_with_single_calls(n: int, count: int, seed: int, kind: str) -> None:
    """Lanes against rows, with packings that are refused in between."""
    rng = np.random.default_rng(seed)
    x, y, r = (np.stack(c) for c in zip(*(clustered(n, kind, rng) for _ in range(count)), strict=True))
    if seed % 2:
        for column in (x, y, r):
            column[rng.integers(count), rng.integers(n)] = rng.choice([math.nan, math.inf, -math.inf, -0.5, 1.5])
    batch = packing.circles_in_square_batch(x, y, r)
    for b in range(count):
        one = packing.circles_in_square(x[b], y[b], r[b])
        np.testing.assert_array_equal((batch.valid[b], batch.value[b]), (one.valid, one.value))
        if one.valid:
            assert batch.shrink[b] == one.shrink


def test_batch_of_rectangles_with_a_bad_width() -> None:
    x = np.full((9, 2), 0.25)
    x[:, 1] = 0.5
    w = np.array([1.0, 0.5, 2.0, 0.75, math.nan, 1.5, 1.0, 0.6, 0.9])
    batch = packing.circles_in_rectangle_batch(w, x, x, np.full((9, 2), 0.125))
    assert batch.valid.tolist() == [v == v and 0 < v < 2 for v in w]
    for b in range(9):
        one = packing.circles_in_rectangle(w[b], x[b], x[b], np.full(2, 0.125))
        np.testing.assert_array_equal((batch.valid[b], batch.value[b]), (one.valid, one.value))
    assert batch[4].reason == "w: expected 0 < w < 2"


TRIANGLE = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
HEXAGON = np.array([[math.cos(k * math.pi / 3), math.sin(k * math.pi / 3)] for k in range(6)])


def twin_room(corners: list[list[int]], a: int, b: int) -> int:
    """floor of the distance of an inner point from the nearest edge."""
    rooms = []
    for k in range(len(corners)):
        (p, q), (s, t) = corners[k - 1], corners[k]
        height = (s - p) * (b - q) - (t - q) * (a - p)
        rooms.append(math.isqrt(height**2 // ((s - p) ** 2 + (t - q) ** 2)))
    return min(rooms)


@FEW
@given(
    st.sampled_from([TRIANGLE, HEXAGON, np.array([[-2.0, -2.0], [2.0, -2.0], [2.0, 2.0], [-2.0, 2.0]])]),
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 0.3)), min_size=1, max_size=9),
)
def test_polygons_agree_with_twin(corners: Any, disks: list[tuple[float, float, float]]) -> None:
    low = corners.min(0)
    side = (corners.max(0) - low) / 2
    x, y, r = arrays(*zip(*disks, strict=True))
    x, y = low[0] + side[0] * (0.5 + x) * 0.8, low[1] + side[1] * (0.5 + y) * 0.8
    got = packing.circles_in_polygon(corners, x, y, r)
    grid = np.rint(corners * ONE).astype(np.int64).tolist()
    X, Y = np.rint(x * ONE).astype(np.int64).tolist(), np.rint(y * ONE).astype(np.int64).tolist()
    inside = all(
        (s - p) * (b - q) >= (t - q) * (a - p)
        for (p, q), (s, t) in zip(grid[-1:] + grid, grid, strict=False)
        for a, b in zip(X, Y, strict=True)
    )
    assert got.valid == inside, got.reason
    if not inside:
        assert "centre outside" in got.reason
        return
    R = [int(v) for v in np.rint(r * ONE)]
    need = [R[i] - twin_room(grid, X[i], Y[i]) for i in range(len(R))]
    for i in range(len(R)):
        for j in range(i):
            s = math.isqrt((X[i] - X[j]) ** 2 + (Y[i] - Y[j]) ** 2)
            need.append(max(-((s - R[i] - R[j]) // 2), max(R[i], R[j]) - s))
    v = max(0, *need)
    assert round(got.shrink * ONE) == v
    assert check(got.certificate()) == got.exact == Fraction(sum(max(0, s - v) for s in R), ONE)


@pytest.mark.parametrize("radius", [1.0, 7.0, 1e300])
def test_a_radius_too_long_for_any_container_fills_it(radius: float) -> None:
    """It counts as the longer side; what is left after the shrink is the room."""
    x, y, r = arrays([0.25], [0.5], [radius])
    room = twin_room(np.rint(TRIANGLE * ONE).astype(np.int64).tolist(), ONE // 4, ONE // 2)
    got = packing.circles_in_polygon(TRIANGLE, x, y, r)
    assert (got.exact, got.shrink) == (Fraction(room, ONE), 1 - room / ONE)
    assert packing.circles_in_square(x, y, r).exact == Fraction(1, 4)


def test_batch_in_a_polygon() -> None:
    rng = np.random.default_rng(3)
    x, y, r = rng.random((70, 5)) * 0.6, rng.random((70, 5)) * 0.6, rng.random((70, 5)) * 0.1
    batch = packing.circles_in_polygon_batch(TRIANGLE, x, y, r)
    assert 0 < batch.valid.sum() < 70
    for b in range(70):
        one = packing.circles_in_polygon(TRIANGLE, x[b], y[b], r[b])
        np.testing.assert_array_equal((batch.valid[b], batch.value[b]), (one.valid, one.value))
        assert batch[b].reason == one.reason


def test_wall_of_a_triangle_is_decided_exactly() -> None:
    """The 3-4-5 triangle: its centre (1, 1)/4 touches all three edges at exactly 1/4; one unit more crosses the first edge."""
    corners = np.array([[0.0, 0.0], [0.75, 0.0], [0.0, 1.0]])
    x, y, r = arrays([0.25], [0.25], [0.25])
    got = packing.circles_in_polygon(corners, x, y, r)
    assert (got.exact, got.reason) == (Fraction(1, 4), "")
    over = packing.circles_in_polygon(corners, x, y, r + UNIT)
    assert (over.exact, over.reason, over.shrink) == (Fraction(1, 4), "circle 0 crosses edge 0", UNIT)
    data = got.certificate()
    with pytest.raises(Refuted, match="circle 0 crosses a wall"):
        twins.circles_in_polygon(data["instance"], {**data["construction"], "r": [ONE // 4 + 1]})
    off = packing.circles_in_polygon(corners, x + UNIT, y, r)  # nearer to the slope by 4/5 of a unit
    assert (off.shrink, off.reason) == (UNIT, "circle 0 crosses edge 1")


@pytest.mark.parametrize(
    "corners",
    [
        [[0, 0], [1, 0]],
        [[0, 0], [0, 1], [1, 0]],  # clockwise
        [[0, 0], [0.5, 0], [1, 0], [0, 1]],  # three on a line
        [[0, 0], [1, 0], [0.25, 0.25], [0, 1]],  # reflex
        [[0, 0], [3, 0], [0, 1]],
        [[0, 0], [math.nan, 0], [0, 1]],
        [[math.cos(4 * k * math.pi / 5), math.sin(4 * k * math.pi / 5)] for k in range(5)],  # a star turns left all the way, twice
    ],
)
def test_polygons_that_are_none_are_the_callers_mistake(corners: Any) -> None:
    with pytest.raises(ValueError, match="polygon: expected"):
        packing.circles_in_polygon(np.array(corners, dtype=np.float64), *arrays([0.1], [0.1], [0.1]))


def test_equal_circles() -> None:
    corner = packing.equal_circles_in_square(*arrays([0.25, 0.75, 0.25, 0.75], [0.25, 0.25, 0.75, 0.75]))
    assert (corner.value, corner.exact, corner.reason) == (0.25, Fraction(1, 4), "circle 0: the nearest wall decides")
    pair = packing.equal_circles_in_square(*arrays([0.3, 0.7], [0.3, 0.7]))
    assert pair.reason == "circles 0 and 1 decide"
    assert pair.value == pytest.approx(0.2 * math.sqrt(2))
    same = packing.equal_circles_in_square(*arrays([0.3, 0.3], [0.3, 0.3]))
    assert (same.value, same.exact) == (0.0, 0)
    for x, y, reason in (([math.nan], [0.5], "circle 0: not finite"), ([0.5, -UNIT], [0.5, 0.5], "circle 1: centre outside the container")):
        assert packing.equal_circles_in_square(*arrays(x, y)).reason == reason


@FEW
@given(st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=9))
def test_equal_circles_agree_with_twin(centres: list[tuple[float, float]]) -> None:
    got = packing.equal_circles_in_square(*arrays(*zip(*centres, strict=True)))
    proved = check(got.certificate())
    data = got.certificate()
    enclosure = twins.equal_circles_in_square(data["instance"], data["construction"])
    assert got.exact == proved <= enclosure.low
    assert Fraction(got.value) <= proved
    assert Fraction(math.nextafter(got.value, 2)) > enclosure.low


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"r": [ONE // 4 + 1, ONE // 4]}, "circle 0 crosses a wall"),
        ({"x": [ONE // 4, 3 * ONE // 4 - 1]}, "circles 0 and 1 overlap"),
        ({"x": [-1, ONE // 2]}, "circle 0: centre outside"),
        ({"r": [-1, 0]}, "circle 0: negative radius"),
        ({"r": [0]}, "expected 2 integers"),
    ],
)
def test_twin_refutes(change: dict[str, Any], reason: str) -> None:
    data = packing.circles_in_square(*arrays([0.25, 0.75], [0.25, 0.25], [0.25, 0.25])).certificate()
    with pytest.raises(Refuted, match=reason):
        twins.circles_in_square(data["instance"], {**data["construction"], **change})
