"""Boxes against hand numbers and their twins."""

from __future__ import annotations

import numpy as np
import pytest
from agreement import agrees, ints
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers import shapes
from eft.evaluation.verify.certificate import check

FEW = settings(max_examples=80, deadline=None)
INT64 = 2**63


@pytest.fixture(autouse=True)
def level() -> None:
    """These headers have one path for all instruction sets: once is enough."""


W, H = ints([2, 3, 1]), ints([2, 1, 4])


def test_strip_by_hand() -> None:
    got = shapes.strip_rectangles(4, W, H, ints([0, 0, 3]), ints([0, 2, 0]))
    assert (got.exact, got.value, got.reason) == (4, 4.0, "")
    agrees(got)


def test_turning_saves_height() -> None:
    got = shapes.strip_rectangles_turned(6, W, H, ints([0, 2, 2]), ints([0, 1, 0]), ints([0, 0, 1]))
    assert got.exact == 2
    agrees(got)


@pytest.mark.parametrize(
    ("x", "y", "turned", "reason"),
    [
        ([0, 0, 3], [0, 1, 0], [0, 0, 0], "boxes 0 and 1 overlap"),
        ([0, 0, 2], [0, 2, 0], [0, 0, 0], "boxes 1 and 2 overlap"),
        ([0, 0, 0], [0, 0, 0], [0, 0, 0], "boxes 0 and 1 overlap"),
        ([0, 0, 4], [0, 2, 0], [0, 0, 0], "box 2 leaves the strip"),
        ([-1, 0, 3], [0, 2, 0], [0, 0, 0], "box 0 leaves the strip"),
        ([0, 0, 3], [0, -1, 0], [0, 0, 0], "box 1 leaves the strip"),
        ([0, 0, 3], [0, 2, 0], [0, 2, 0], "box 1: expected turned to be 0 or 1, got 2"),
        ([0, 0, 3], [0, 2, 0], [0, -1, 0], "box 1: expected turned to be 0 or 1, got -1"),
        ([0, INT64 - 1, 3], [0, 2, 0], [0, 0, 0], "box 1 is placed out of range"),
        ([0, 0, 3], [0, 2, -INT64], [0, 0, 0], "box 2 is placed out of range"),
        ([0, 0, 1], [0, 2, 5], [0, 0, 1], "box 2 leaves the strip"),
    ],
)
def test_refused_boxes(x: list[int], y: list[int], turned: list[int], reason: str) -> None:
    got = shapes.strip_rectangles_turned(4, W, H, ints(x), ints(y), ints(turned))
    assert (got.valid, got.exact, got.reason) == (False, None, reason)


@pytest.mark.parametrize(
    ("width", "w", "h", "message"),
    [
        (0, [1], [1], "width"),
        (2**31 + 1, [1], [1], "width"),
        (4, [0], [1], "sides"),
        (4, [1], [2**31 + 1], "sides"),
        (4, [1, 1], [1], "same length"),
        (4, [], [], "same length"),
        (4, [1, 2], [1, 2], "one entry for each box"),
    ],
)
def test_wrong_instances_are_value_errors(width: int, w: list[int], h: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        shapes.strip_rectangles(width, ints(w), ints(h), ints([0]), ints([0]))


def test_floats_are_type_errors() -> None:
    with pytest.raises(TypeError):
        shapes.strip_rectangles(4, W, H, np.zeros(3), ints([0, 0, 0]))  # type: ignore[arg-type]


BOXES = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(-1, 6), st.integers(-1, 6), st.integers(0, 1)), min_size=1, max_size=6
)


@FEW
@given(BOXES, st.integers(1, 9))
def test_any_boxes_agree_with_twins(boxes: list[tuple[int, ...]], width: int) -> None:
    w, h, x, y, turned = (ints(column) for column in zip(*boxes, strict=True))
    agrees(shapes.strip_rectangles(width, w, h, x, y))
    agrees(shapes.strip_rectangles_turned(width, w, h, x, y, turned))
    agrees(shapes.rectangles_in_rectangle(w, h, x, y, turned))
    agrees(shapes.rectangles_in_square(w, h, x, y, turned))


def cut(seed: int, count: int) -> NDArray[np.int64]:
    """(count, 4): x, y, w, h of boxes that tile a 200 x 160 box, by random guillotine cuts of the largest."""
    rng = np.random.default_rng(seed)
    boxes = [(0, 0, 200, 160)]
    while len(boxes) < count:
        boxes.sort(key=lambda b: b[2] * b[3])
        x, y, w, h = boxes.pop()
        if w >= h:
            at = int(rng.integers(1, w))
            boxes += [(x, y, at, h), (x + at, y, w - at, h)]
        else:
            at = int(rng.integers(1, h))
            boxes += [(x, y, w, at), (x, y + at, w, h - at)]
    return rng.permutation(ints(boxes))


@pytest.mark.parametrize("count", [48, 2048, 2049])
@pytest.mark.parametrize("seed", [0, 1])
def test_tiling_is_valid_and_any_box_one_unit_over_is_not(count: int, seed: int) -> None:
    x, y, w, h = (np.ascontiguousarray(column) for column in cut(seed, count).T)
    still = np.zeros(count, dtype=np.int64)
    assert shapes.strip_rectangles(200, w, h, x, y).exact == 160
    assert shapes.rectangles_in_square(w, h, x, y, still).exact == 200
    assert shapes.rectangles_in_rectangle(w, h, x, y, still).exact == 200 * 160
    for k in range(0, count, 1 + count // 40):
        one = (np.arange(count) == k).astype(np.int64)
        neighbours = {(1, 0): x[k] + w[k] < 200, (-1, 0): x[k] > 0, (0, 1): y[k] + h[k] < 160, (0, -1): y[k] > 0}
        for (dx, dy), there in neighbours.items():
            assert shapes.rectangles_in_rectangle(w, h, x + dx * one, y + dy * one, still).valid != there


@pytest.mark.parametrize("seed", range(20))
def test_sweep_finds_an_overlap_if_there_is_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.choice([80, 2500]))
    room = n * int(rng.choice([1, 5, 25]))
    w, h, x, y = *rng.integers(1, 9, (2, n)), *rng.integers(0, room, (2, n))
    got = shapes.rectangles_in_rectangle(w, h, x, y, np.zeros(n, dtype=np.int64))
    agrees(got)
    if not got.valid:
        i, j = (int(word) for word in got.reason.split() if word.isdigit())
        assert i < j
        assert max(x[i], x[j]) < min(x[i] + w[i], x[j] + w[j])
        assert max(y[i], y[j]) < min(y[i] + h[i], y[j] + h[j])


def test_squares_one_to_four_in_a_square_of_side_seven() -> None:
    side = ints([4, 3, 2, 1])
    got = shapes.rectangles_in_square(side, side, ints([0, 4, 0, 2]), ints([0, 0, 4, 4]), ints([0, 0, 0, 0]))
    assert got.exact == check(got.certificate()) == 7


def test_batches_equal_single_calls() -> None:
    rng = np.random.default_rng(0)
    x, y, turned = rng.integers(0, 9, (3, 50, 3))
    batch = _scorers.strip_rectangles_turned_batch(9, W, H, x, y, turned % 2)
    singles = [_scorers.strip_rectangles_turned(9, W, H, x[b], y[b], turned[b] % 2) for b in range(50)]
    assert [batch[b].reason for b in range(50)] == [one.reason for one in singles]
    assert {one.valid for one in singles} == {True, False}
    np.testing.assert_array_equal(batch.value, [one.value for one in singles])
