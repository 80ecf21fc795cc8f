from __future__ import annotations

import itertools

import numpy as np
import pytest

from eft.evaluation.blocks.cutgen import guillotine, polyominoes
from eft.evaluation.blocks.stream import Stream


@pytest.mark.parametrize(("width", "height", "n"), [(100, 130, 16), (400, 700, 128), (4, 4, 4)])
def test_rectangles_fill_the_box(width: int, height: int, n: int) -> None:
    w, h = guillotine(Stream(n, "test"), width, height, n)
    assert len(w) == len(h) == n
    assert int((w * h).sum()) == width * height
    assert min(w.min(), h.min()) >= 1
    assert w.max() <= width


def test_too_many_cuts_are_refused() -> None:
    with pytest.raises(ValueError, match="can't be cut"):
        guillotine(Stream(1, "test"), 3, 3, 2)


@pytest.mark.parametrize("side", [8, 12, 24])
def test_polyominoes_are_connected_and_fill_the_board(side: int) -> None:
    cells, start = polyominoes(Stream(side, "test"), side, side)
    assert start[0] == 0
    assert start[-1] == len(cells) == side * side
    for a, b in itertools.pairwise(start.tolist()):
        piece = {tuple(cell) for cell in cells[a:b].tolist()}
        assert 3 <= len(piece) == b - a <= 6
        assert min(x for x, _ in piece) == min(y for _, y in piece) == 0
        seen, todo = set(), [min(piece)]
        while todo:
            x, y = todo.pop()
            if (x, y) in piece and (x, y) not in seen:
                seen.add((x, y))
                todo += [(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)]
        assert seen == piece


def test_streams_decide() -> None:
    first, again, other = (polyominoes(Stream(seed, "test"), 8, 8)[0] for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
