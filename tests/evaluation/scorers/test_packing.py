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


def is_rounded(value: float, exact: Fraction, side: str) -> bool:
    if side == "up":
        return Fraction(math.nextafter(value, -math.inf)) < exact <= Fraction(value)
    return Fraction(value) <= exact < Fraction(math.nextafter(value, math.inf))


def arrays(*columns: Any) -> list[Any]:
    return [np.array(c, dtype=np.float64) for c in columns]


def check_packing(got: Packing, width: int, x: Any, y: Any, r: Any) -> None:
    total, shrink, holds = twin_packing(width, x, y, r)
    assert got.valid, got.reason
    assert got.exact == Fraction(total, ONE)
    assert Fraction(got.worst_violation) == Fraction(shrink, ONE)
    assert is_rounded(got.value, got.exact, "down")
    assert sum(Fraction(float(v)) for v in got.radii) == got.exact
    assert (got.worst == "") == (shrink == 0)
    if shrink:
        assert holds(shrink, got.worst)
        assert not holds(shrink - 1, got.worst)


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
    assert (got.exact, got.worst) == (Fraction(1, 2), "")
    r[0] = math.nextafter(0.25, 1)  # rounds back to the grid
    assert packing.circles_in_square(x, y, r).exact == Fraction(1, 2)
    r[0] = 0.25 + UNIT
    got = packing.circles_in_square(x, y, r)
    assert got.worst == "circle 0 crosses the left wall"
    assert got.exact == Fraction(1, 2) - Fraction(1, ONE)  # both lose one unit, the first from one more


@pytest.mark.parametrize(("extra", "shrink"), [(-1, 0), (0, 0), (1, 1), (2, 1), (3, 2)])
def test_pythagorean_pair_is_decided_exactly(extra: int, shrink: int) -> None:
    """Centres at distance exactly 5/16 (3-4-5): touching holds, one unit more does not; two units of overlap cost each disk one."""
    x, y, r = arrays([6 / 16, 9 / 16], [6 / 16, 10 / 16], [5 / 32, 5 / 32 + extra * UNIT])
    got = packing.circles_in_square(x, y, r)
    assert got.worst_violation == shrink * UNIT
    assert got.exact == Fraction(5, 16) + Fraction(extra - 2 * shrink, ONE)


def test_point_inside_a_disk_is_a_violation() -> None:
    """A radius-0 disk inside another one: halving the overlap would not separate them."""
    x, y, r = arrays([0.5, 0.6], [0.5, 0.5], [0.3, 0.0])
    got = packing.circles_in_square(x, y, r)
    check_packing(got, ONE, x, y, r)
    assert got.value == pytest.approx(0.1, abs=1e-12)
    same = packing.circles_in_square(*arrays([0.5, 0.5], [0.5, 0.5], [0.2, 0.0]))
    assert (same.exact, same.worst) == (0, "circles 0 and 1 overlap")


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
    with pytest.raises(ValueError, match="no exact value"):
        _ = got.exact
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
    shrink = round(Fraction(got.worst_violation) * ONE)
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
    assert is_rounded(got.value, got.exact, "down")
    assert got.value == pytest.approx(98)
    assert got.worst == ""
