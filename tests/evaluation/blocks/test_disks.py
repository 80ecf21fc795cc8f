from __future__ import annotations

import random

from eft.evaluation.blocks.disks import shrink


def _fits(x: list[int], y: list[int], r: list[int], room: list[int], v: int) -> bool:
    """By the definition: squared distances against squared sums of radii."""
    small = [max(0, radius - v) for radius in r]
    pairs = [(i, j) for i in range(len(x)) for j in range(i)]
    apart = all((x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2 >= (small[i] + small[j]) ** 2 for i, j in pairs)
    return apart and all(a <= b for a, b in zip(small, room, strict=True))


def test_touching_and_one_unit_over() -> None:
    assert shrink([0, 10], [0, 0], [4, 6], [9, 9]) == (0, "")
    assert shrink([0, 10], [0, 0], [5, 6], [9, 9]) == (1, "circles 0 and 1 overlap")  # half a unit, rounded up
    assert shrink([0, 10], [0, 0], [4, 6], [9, 3]) == (3, "circle 1 crosses a wall")
    assert shrink([0, 1], [0, 0], [9, 0], [9, 9]) == (8, "circles 0 and 1 overlap")  # a point inside a disk


def test_least_shrink_against_a_scan() -> None:
    rng = random.Random(1)
    for _ in range(300):
        n = rng.randint(1, 4)
        x, y, r, room = ([rng.randint(0, 12) for _ in range(n)] for _ in range(4))
        assert shrink(x, y, r, room)[0] == next(v for v in range(40) if _fits(x, y, r, room, v))


def test_three_four_five_is_exact() -> None:
    scale = 1 << 46
    assert shrink([0, 3 * scale], [0, 4 * scale], [2 * scale, 3 * scale], [9 * scale] * 2) == (0, "")
    assert shrink([0, 3 * scale], [0, 4 * scale], [2 * scale, 3 * scale + 1], [9 * scale] * 2)[0] == 1
