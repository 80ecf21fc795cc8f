"""packing/squares_in_square and packing/hexagons_in_hexagon: known packings, and the objective against the exact scorer."""

from __future__ import annotations

import math

import numpy as np
import pytest

from eft.evaluation.instances import genotypes
from eft.evaluation.tasks import find, load_module, read_family

FAMILIES = ("packing/squares_in_square", "packing/hexagons_in_hexagon")
squares, hexagons = (load_module(read_family(family)[0], "score") for family in FAMILIES)
FIVE = [(0.0, 0.0, 0.0), (2.0, 0.0, 0.0), (0.0, 2.0, 0.0), (2.0, 2.0, 0.0), (1.0, 1.0, math.pi / 4)]


def _side(score: object, poses: list[tuple[float, float, float]]) -> float:
    x, y, theta = ([pose[k] for pose in poses] for k in range(3))
    value: float = score.score({"n": len(poses)}, {}, {"x": x, "y": y, "theta": theta}).value  # type: ignore[attr-defined]
    return value


def _five() -> list[tuple[float, float, float]]:
    """Corners of a square of side 2 + 1/sqrt 2 and a turned square in the middle."""
    far = 1.0 + math.sqrt(0.5)
    return [(u / 2.0 * far, v / 2.0 * far, turn) for u, v, turn in FIVE]


def test_squares_by_hand() -> None:
    assert _side(squares, [(0, 0, 0), (1, 0, 0), (0, 1, 0), (1, 1, 0)]) == 2.0
    assert _side(squares, [(0, 0, 0), (7, 0, 0)]) == pytest.approx(2.0, abs=1e-11)  # spread means drawn together, too
    assert _side(squares, [(3, 4, math.pi / 4)]) == pytest.approx(math.sqrt(2), abs=1e-11)


def test_best_known_squares_are_packings() -> None:
    """Göbel's packings of 5 and 10 squares reach the values in task.yaml to 1e-11."""
    five = _five()
    ten = five + [(2.7071067811865475, v, 0.0) for v in (0.0, 1.0, 2.7071067811865475)] + [(u, 2.7071067811865475, 0.0) for u in (0.0, 1.0)]
    for n, poses in ((5, five), (10, ten)):
        known = find(f"{FAMILIES[0]}/n={n}").best_known
        assert known is not None
        assert known.value <= _side(squares, poses) < known.value + 1e-11


def test_hexagons_by_hand() -> None:
    assert _side(hexagons, [(1.0, 2.0, 0.0)]) == pytest.approx(1.0, abs=1e-11)
    assert _side(hexagons, [(1.0, 2.0, math.pi / 6)]) == pytest.approx(2 / math.sqrt(3), abs=1e-11)
    flower = [(0.0, 0.0, 0.0)] + [(math.cos(t), math.sin(t), 0.0) for t in np.radians(np.arange(30, 390, 60))]
    assert _side(hexagons, flower) == pytest.approx(3.0, abs=1e-11)  # a column of three cells is 3 sqrt 3 high, as a hexagon of side 3


@pytest.mark.parametrize("family", FAMILIES)
def test_objective_is_the_logarithm_of_the_side(family: str) -> None:
    task = read_family(family)[0]
    objective = load_module(task, "objective").Objective({"n": 9})
    score = load_module(task, "score")
    for z in genotypes(objective, 60):
        exact = score.score({"n": 9}, {}, objective.answer(z)).value
        assert math.exp(objective.value(z)) == pytest.approx(exact, rel=1e-9)
