from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.life import SIDE, first_repeat, place, step


def test_a_glider_returns_after_one_way_around() -> None:
    glider = place(np.array([[0, 1, 0], [0, 0, 1], [1, 1, 1]]))
    assert first_repeat(glider, 1000) == (0, 4 * SIDE)
    assert first_repeat(glider, 4 * SIDE) == (0, 4 * SIDE)
    assert first_repeat(glider, 4 * SIDE - 1) is None


def test_first_repeat_agrees_with_a_list_of_boards() -> None:
    board, seen = place(np.array([[0, 1, 1, 0], [1, 1, 0, 1], [0, 1, 0, 1]])), []
    start = board
    while board not in seen:
        seen.append(board)
        board = step(board)
    assert first_repeat(start, 5000) == (seen.index(board), len(seen) - seen.index(board))


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
