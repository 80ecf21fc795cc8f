from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest

from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("packing/circles_in_region")[0], "score")
rectangle = load_module(read_family("packing/circles_in_rectangle")[0], "score")
ONE = 1 << 46


def _value(region: str, x: list[float], y: list[float], r: list[float]) -> float | None:
    value: float | None = score.score({"n": len(x), "region": region}, {}, {"x": x, "y": y, "r": r}).value
    return value


def test_by_hand() -> None:
    assert _value("disk", [-0.5, 0.5], [0.0, 0.0], [0.5, 0.5]) == 1.0
    assert _value("ell", [0.25, 0.25, 0.75], [0.25, 0.75, 0.25], [0.25] * 3) == 0.75
    assert _value("triangle", [0.25], [0.25], [0.25]) == 0.25  # the hypotenuse is sqrt(1/8) away


def test_inner_corner_of_the_ell() -> None:
    """Around (0.4, 0.4) the nearest wall is the corner (1/2, 1/2) at distance sqrt(0.02)."""
    assert _value("ell", [0.4], [0.4], [1.0]) == pytest.approx(math.sqrt(0.02), abs=1e-13)
    assert _value("ell", [0.75], [0.4], [1.0]) == pytest.approx(0.1, abs=1e-13)  # the edge y = 1/2
    assert _value("ell", [0.5], [0.5], [1.0]) == 0.0


@pytest.mark.parametrize(("region", "x", "y"), [("ell", 0.5 + 2**-46, 0.5 + 2**-46), ("disk", 1.0, 2**-46), ("ell", -(2**-46), 0.2)])
def test_one_step_outside_is_refused(region: str, x: float, y: float) -> None:
    verdict = score.score({"n": 1, "region": region}, {}, {"x": [x], "y": [y], "r": [0.0]})
    assert not verdict.valid
    assert "centre outside" in verdict.reason


def _in_ell(x: Fraction, y: Fraction, r: Fraction) -> bool:
    """By the definition: inside the square and not over the removed quarter."""
    if min(x, y, 1 - x, 1 - y) < r:
        return False
    a, b = max(Fraction(1, 2) - x, Fraction(0)), max(Fraction(1, 2) - y, Fraction(0))
    return a * a + b * b >= r * r


def test_room_is_the_largest_radius_on_the_grid() -> None:
    rng = random.Random(3)
    for _ in range(200):
        x, y = rng.randrange(ONE), rng.randrange(ONE)
        if max(x, y) > ONE // 2 and min(x, y) > ONE // 2:
            assert score.ell_room(x, y) < 0
            continue
        room, at = score.ell_room(x, y), (Fraction(x, ONE), Fraction(y, ONE))
        assert _in_ell(*at, Fraction(room, ONE))
        assert not _in_ell(*at, Fraction(room + 1, ONE))
        if x * x + y * y < ONE * ONE:
            free = ONE - score.disk_room(x, y)
            assert free * free >= x * x + y * y > (free - 1) ** 2


def test_rectangle_by_hand() -> None:
    answer = {"w": 1.5, "x": [0.25, 0.75, 1.25], "y": [0.25] * 3, "r": [0.25] * 3}
    assert rectangle.score({"n": 3}, {}, answer).value == 0.75
    assert rectangle.score({"n": 3}, {}, {**answer, "w": 1.5 + 1e-9}).value < 0.75  # the height is 2 - w
    assert not rectangle.score({"n": 3}, {}, {**answer, "w": 2.0}).valid
