"""Polyominoes against hand numbers and their twins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from agreement import agrees, ints
from hypothesis import given, settings
from hypothesis import strategies as st

from eft import _scorers
from eft.evaluation.scorers import shapes
from eft.evaluation.scorers.record import Score
from eft.evaluation.verify.certificate import check

FEW = settings(max_examples=80, deadline=None)
INT64 = 2**63


@pytest.fixture(autouse=True)
def level() -> None:
    """These headers have one path for all instruction sets: once is enough."""


TROMINO = ([(0, 0), (1, 0), (0, 1)], [0, 3])
ELL = ([(0, 0), (1, 0), (2, 0), (0, 1)], [0, 4])  # a tetromino without symmetry


def fill(width: int, height: int, pieces: tuple[Any, Any], *answer: Sequence[int]) -> Score:
    return shapes.polyomino_fill(width, height, ints(pieces[0]), ints(pieces[1]), *map(ints, answer))


@pytest.mark.parametrize(
    ("orient", "empty"),
    [
        (0, {(1, 1), (2, 1)}),
        (1, {(0, 1), (0, 2)}),
        (2, {(0, 0), (1, 0)}),
        (3, {(1, 0), (1, 1)}),
        (4, {(0, 1), (1, 1)}),
        (5, {(0, 0), (0, 1)}),
        (6, {(1, 0), (2, 0)}),
        (7, {(1, 1), (1, 2)}),
    ],
)
def test_orientations_by_hand(orient: int, empty: set[tuple[int, int]]) -> None:
    """The cells of the box around it that the piece leaves take a single cell each; the others don't."""
    cells, start = [*ELL[0], (0, 0)], [*ELL[1], 5]
    width, height = (3, 2) if orient % 2 == 0 else (2, 3)
    free = {
        (x, y)
        for x in range(width)
        for y in range(height)
        if fill(width, height, (cells, start), [1, 1], [0, x], [0, y], [orient, 0]).valid
    }
    assert free == empty


def test_two_trominoes_fill_two_by_three() -> None:
    pieces = (TROMINO[0] * 2, [0, 3, 6])
    got = fill(3, 2, pieces, [1, 1], [0, 1], [0, 0], [0, 2])
    assert got.exact == check(got.certificate()) == 6
    assert fill(3, 2, pieces, [1, 0], [0, 99], [0, 99], [0, 99]).hash == fill(3, 2, pieces, [1, 0], [0, 0], [0, 0], [0, 0]).hash


def test_four_t_tetrominoes_fill_four_by_four() -> None:
    cells, start = ints([(0, 0), (1, 0), (2, 0), (1, 1)]), ints([0, 4])
    x, y, orient, piece = ints([0, 2, 1, 0]), ints([0, 0, 2, 1]), ints([0, 1, 2, 3]), ints([0, 0, 0, 0])
    got = shapes.polyomino_fill_repeated(4, 4, cells, start, ints([4]), piece, x, y, orient)
    assert got.exact == check(got.certificate()) == 16
    got = shapes.polyomino_fill_repeated(4, 4, cells, start, ints([3]), piece, x, y, orient)
    assert got.reason == "piece 0 is placed more than 3 times"


@pytest.mark.parametrize(
    ("used", "x", "y", "orient", "reason"),
    [
        ([1, 1], [0, 1], [0, 0], [0, 0], "placement 1: cell (1, 0) is covered already"),
        ([1, 1], [0, 0], [0, 0], [0, 0], "placement 1: cell (0, 0) is covered already"),
        ([1, 2], [0, 1], [0, 0], [0, 2], "used[1]: expected 0 or 1, got 2"),
        ([-1, 1], [0, 1], [0, 0], [0, 2], "used[0]: expected 0 or 1, got -1"),
        ([1, 1], [0, 1], [0, 0], [0, 8], "placement 1: expected an orientation from 0 to 7, got 8"),
        ([1, 1], [0, 1], [0, 0], [-1, 2], "placement 0: expected an orientation from 0 to 7, got -1"),
        ([1, 1], [0, 2], [0, 0], [0, 2], "placement 1 leaves the board"),
        ([1, 1], [0, 1], [0, -1], [0, 2], "placement 1 leaves the board"),
        ([1, 1], [0, -INT64], [0, 0], [0, 2], "placement 1 leaves the board"),
        ([1, 1], [0, 1], [0, INT64 - 1], [0, 2], "placement 1 leaves the board"),
    ],
)
def test_refused_fills(used: list[int], x: list[int], y: list[int], orient: list[int], reason: str) -> None:
    got = fill(3, 2, (TROMINO[0] * 2, [0, 3, 6]), used, x, y, orient)
    assert (got.valid, got.exact, got.reason) == (False, None, reason)


@pytest.mark.parametrize(("piece", "reason"), [(1, "placement 0: there is no piece 1"), (-1, "placement 0: there is no piece -1")])
def test_unknown_pieces(piece: int, reason: str) -> None:
    cells, start, zero = ints(TROMINO[0]), ints(TROMINO[1]), ints([0])
    assert shapes.polyomino_fill_repeated(3, 3, cells, start, ints([9]), ints([piece]), zero, zero, zero).reason == reason


def test_no_placements_cover_nothing() -> None:
    none = ints([])
    got = shapes.polyomino_fill_repeated(3, 3, ints(TROMINO[0]), ints(TROMINO[1]), ints([9]), none, none, none, none)
    assert got.exact == check(got.certificate()) == 0


@pytest.mark.parametrize(
    ("cells", "start", "message"),
    [
        ([(0, 0, 0)], [0, 1], "shape"),
        ([(0, 0)], [0, 2], "number of cells last"),
        ([(0, 0)], [1, 1], "0 first"),
        ([(0, 0)], [0, 0, 1], "increase"),
        ([(0, 0)], [0, 5, 1], "increase"),
        ([(0, 4097)], [0, 1], "4096"),
        ([(0, 0)], [0], "0 first"),
    ],
)
def test_wrong_pieces_are_value_errors(cells: list[Any], start: list[int], message: str) -> None:
    zero = ints([0] * max(1, len(start) - 1))
    with pytest.raises(ValueError, match=message):
        shapes.polyomino_rectangle(ints(cells), ints(start), zero, zero, zero)


def test_wrong_boards_are_value_errors() -> None:
    for width, height in ((0, 3), (3, 4097)):
        with pytest.raises(ValueError, match="width, height"):
            fill(width, height, TROMINO, [1], [0], [0], [0])
    with pytest.raises(ValueError, match="one entry for each piece"):
        fill(3, 3, TROMINO, [1, 1], [0], [0], [0])


@pytest.mark.parametrize(
    ("x", "orient", "reason"),
    [
        ([0, 2**20 + 1], [0, 0], "placement 1 is farther than 2^20 from the origin"),
        ([0, 1], [0, 0], "placement 1: cell (1, 0) is covered already"),
        ([0, 1], [0, 9], "placement 1: expected an orientation from 0 to 7, got 9"),
    ],
)
def test_refused_rectangles(x: list[int], orient: list[int], reason: str) -> None:
    got = shapes.polyomino_rectangle(ints(TROMINO[0] * 2), ints([0, 3, 6]), ints(x), ints([0, 0]), ints(orient))
    assert (got.valid, got.reason) == (False, reason)


SHAPE = st.lists(st.tuples(st.integers(-2, 2), st.integers(-2, 2)), min_size=1, max_size=5, unique=True)
PLACED = st.lists(st.tuples(SHAPE, st.integers(0, 1), st.integers(-1, 6), st.integers(-1, 6), st.integers(0, 7)), min_size=1, max_size=4)


@FEW
@given(PLACED, st.integers(3, 8), st.integers(3, 8), st.integers(0, 2))
def test_any_polyominoes_agree_with_twins(placed: list[tuple[Any, ...]], width: int, height: int, copies: int) -> None:
    cells = ints([cell for piece, *_ in placed for cell in piece])
    start = ints(np.cumsum([0, *(len(piece) for piece, *_ in placed)]))
    used, x, y, orient = (ints(column) for column in list(zip(*placed, strict=True))[1:])
    got = shapes.polyomino_fill(width, height, cells, start, used, x, y, orient)
    agrees(got)
    agrees(shapes.polyomino_rectangle(cells, start, x, y, orient))
    which = ints([0] * len(placed))
    agrees(shapes.polyomino_fill_repeated(width, height, cells, start, ints([copies] * len(placed)), which, x, y, orient))


def test_batches_equal_single_calls() -> None:
    rng = np.random.default_rng(0)
    x, y, orient = rng.integers(0, 7, (3, 50, 3))
    used = orient % 2
    cells, start = ints(TROMINO[0] * 3), ints([0, 3, 6, 9])
    batch = _scorers.polyomino_fill_batch(8, 8, cells, start, used, x, y, orient)
    singles = [_scorers.polyomino_fill(8, 8, cells, start, used[b], x[b], y[b], orient[b]) for b in range(50)]
    assert [batch[b].reason for b in range(50)] == [one.reason for one in singles]
    assert {one.valid for one in singles} == {True, False}
    np.testing.assert_array_equal(batch.value, [one.value for one in singles])
