"""Sum of the radii of n disjoint disks in a triangle, a disk or an L, exact after quantising and repair."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isqrt
from typing import Any

import numpy as np

from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.disks import shrink
from eft.evaluation.blocks.quantise import grid
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.packing import circles_in_polygon

BITS = 46
ONE, HALF = 1 << BITS, 1 << BITS - 1
TRIANGLE = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"n": int(params["n"]), "region": str(params["region"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    n, region = public["n"], public["region"]
    x, y, r = (real(answer, name, n) for name in "xyr")
    if region == "triangle":
        packing = circles_in_polygon(TRIANGLE, x, y, r)
        if not packing.valid:
            return reject(packing.reason)
        return accept(packing.value, _note(packing.shrink, packing.reason), packing.certificate())
    return _packed(x, y, r, ROOM[region])


def disk_room(x: int, y: int) -> int:
    """Distance from the unit circle, rounded down; negative outside."""
    far = x * x + y * y
    return ONE - isqrt(far) - (isqrt(far) ** 2 < far)


def ell_room(x: int, y: int) -> int:
    """Distance from the border of the unit square without its upper right quarter, rounded down; negative outside."""
    if x > HALF and y > HALF:
        return -1
    a, b = max(HALF - x, 0), max(HALF - y, 0)  # how far left of and below the inner corner
    return min(x, y, ONE - x, ONE - y, isqrt(a * a + b * b))


ROOM: dict[str, Callable[[int, int], int]] = {"disk": disk_room, "ell": ell_room}


def _packed(x: Any, y: Any, r: Any, wall: Callable[[int, int], int]) -> Verdict:
    xs, ys, rs = (grid(values, BITS, 4.0).tolist() for values in (x, y, r))
    room = [wall(a, b) for a, b in zip(xs, ys, strict=True)]
    for i, free in enumerate(room):
        if free < 0:
            return reject(f"circle {i}: centre outside the container")
        if rs[i] < 0:
            return reject(f"circle {i}: negative radius")
    over, note = shrink(xs, ys, rs, room)
    radii = [max(0, radius - over) for radius in rs]
    return accept(sum(radii) / ONE, _note(over / ONE, note), {"x": xs, "y": ys, "r": radii, "bits": BITS})


def _note(over: float, note: str) -> str:
    return f"radii shrunk by {over:.3e}: {note}" if note else ""
