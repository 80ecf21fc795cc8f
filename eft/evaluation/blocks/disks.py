"""Disjoint disks among walls in integers: the repair of `csrc/eft/disks.hpp` for containers that it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt


def shrink(x: Sequence[int], y: Sequence[int], r: Sequence[int], room: Sequence[int]) -> tuple[int, str]:
    """Least v >= 0 for which the radii max(0, r - v) keep disks within their walls and apart, and the first constraint that asks for it.

    room: for every disk its distance to the nearest wall, rounded down (0 or more). All in grid units. A disk inside another one overlaps
    it, also with radius 0.
    """
    worst, note = 0, ""
    for i in range(len(x)):
        if r[i] - room[i] > worst:
            worst, note = r[i] - room[i], f"circle {i} crosses a wall"
        for j in range(i):
            apart = isqrt((x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2)
            over = max(-((apart - r[i] - r[j]) // 2), max(r[i], r[j]) - apart)
            if over > worst:
                worst, note = over, f"circles {j} and {i} overlap"
    return worst, note
