from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation.blocks.life import SIDE, first_repeat, place, step
from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("games/life_box")[0], "score")


def value(rows: list[str]) -> float:
    return score.score({"b": len(rows)}, {}, {"cells": [[int(c) for c in row] for row in rows]}).value


def test_small_patterns_by_hand() -> None:
    assert value(["000", "111", "000"]) == 0  # blinker
    assert value(["110", "110", "000"]) == 0  # block
    assert value(["100", "000", "000"]) == 1  # dies
    assert value(["110", "100", "000"]) == 1  # block after one generation
    assert first_repeat(place(np.array([[0, 1, 0], [0, 0, 1], [1, 1, 1]])), 1000) == (0, 4 * SIDE)  # glider: once around
    assert first_repeat(place(np.array([[0, 1, 0], [0, 0, 1], [1, 1, 1]])), 4 * SIDE - 1) is None


def test_steps_agree_with_counted_neighbours() -> None:
    """Twin: sums of rolled arrays, over 50 random boards that fill the torus or a corner."""
    rng = np.random.default_rng(1)
    for k in range(50):
        grid = rng.integers(0, 2, (SIDE, SIDE))
        if k % 2:
            grid[8:], grid[:, 8:] = 0, 0
        near = sum(np.roll(grid, (i, j), (0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1)) - grid
        wanted = (near == 3) | ((near == 2) & (grid == 1))
        assert step(place(grid)) == place(wanted.astype(int))


def test_objective_counts_the_same_generations() -> None:
    space = load_module(read_family("games/life_box")[0], "objective").Objective({"b": 5})
    rng = np.random.default_rng(2)
    for _ in range(20):
        z = rng.integers(0, 2, 25).tolist()
        assert -space.value(z) == min(1200, score.score({"b": 5}, {}, space.answer(z)).value)


def test_bad_cells() -> None:
    for cells in ([[2, 0], [0, 0]], [[0, 1]], [[0, 1.0], [0, 0]], [[True, False], [False, False]], [[-1, 0], [0, 0]]):
        with pytest.raises(Reject, match="cells"):
            score.score({"b": 2}, {}, {"cells": cells})
