"""Packings of shapes: rotated hexagons, squares and rectangles (`csrc/eft/polygons.hpp`), boxes (`boxes.hpp`), polyominoes (`polyominoes.hpp`)."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers.record import Raw, Score, scored

__all__ = [
    "hexagons_in_hexagon",
    "polyomino_fill",
    "polyomino_fill_repeated",
    "polyomino_rectangle",
    "rectangles_in_rectangle",
    "rectangles_in_square",
    "rectangles_rotated_in_square",
    "squares_in_square",
    "strip_rectangles",
    "strip_rectangles_turned",
]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def hexagons_in_hexagon(x: Floats, y: Floats, theta: Floats) -> Score:
    """Side of the least regular hexagon around unit-side regular hexagons, as a multiple of 2^-40 rounded up. Minimised.

    x, y: (n,) centres, 1 <= n <= 4096, |x|, |y| <= 2^22. theta: (n,) rotations in rad, |theta| <= 1024; at 0 a corner lies on the x axis, as in
    the container. All centres are first multiplied by the least factor (a multiple of 2^-40, below 1 where there is room) at which open
    hexagons are disjoint; a factor above 2^22 is refused.
    """
    raw = _scorers.hexagons_in_hexagon(x, y, theta)
    return _rotated(raw, "hexagons_in_hexagon", {"n": len(x)}, _scorers.hexagon_poses(x, y, theta)[:3] if raw.valid else None)


def squares_in_square(x: Floats, y: Floats, theta: Floats) -> Score:
    """As `hexagons_in_hexagon` for unit squares in a square; at theta 0 the edges are parallel to the axes, as in the container. Minimised."""
    raw = _scorers.squares_in_square(x, y, theta)
    return _rotated(raw, "squares_in_square", {"n": len(x)}, _scorers.rectangle_poses(x, y, theta)[:3] if raw.valid else None)


def rectangles_rotated_in_square(w: Integers, h: Integers, x: Floats, y: Floats, theta: Floats) -> Score:
    """As `squares_in_square` for rectangles w[i] x h[i], sides from 1 to 2^20 (else ValueError), the unit of x and y. Minimised.

    Side w[i] turns by theta[i] from the x axis: an exact quarter turn where that is nearer, and the rest within 45 degrees, as a multiple of
    2^-40 of the tangent of its half. Where 2^22 units are too few for the centres, any smaller copy of them does, as they are spread.
    """
    raw = _scorers.rectangles_rotated_in_square(w, h, x, y, theta)
    poses = _scorers.rectangle_poses(x, y, theta) if raw.valid else None
    return _rotated(raw, "rectangles_rotated_in_square", {"w": w, "h": h}, poses)


def _rotated(raw: Raw, name: str, instance: dict[str, object], poses: Integers | None) -> Score:
    if poses is None:
        return scored(raw, f"shapes.{name}", "min", {}, {})
    answer = dict(zip(("x", "y", "t", "turned"), poses, strict=False))
    return scored(raw, f"shapes.{name}", "min", instance, {**answer, "scale": raw.repair}, "bound")


def strip_rectangles(width: int, w: Integers, h: Integers, x: Integers, y: Integers) -> Score:
    """Height that rectangles w[i] x h[i], lower left corners (x[i], y[i]), use of the strip 0 <= x <= width, y >= 0. Minimised.

    All (n,), 1 <= n <= 65536; sides and width from 1 to 2^31 (else ValueError). Rectangles may touch, not overlap.
    """
    return scored(_scorers.strip_rectangles(width, w, h, x, y), "shapes.strip_rectangles", "min", _sizes(w, h, width), {"x": x, "y": y})


def strip_rectangles_turned(width: int, w: Integers, h: Integers, x: Integers, y: Integers, turned: Integers) -> Score:
    """As `strip_rectangles`; where turned[i] is 1 rectangle i is h[i] wide and w[i] high. Minimised."""
    raw = _scorers.strip_rectangles_turned(width, w, h, x, y, turned)
    return scored(raw, "shapes.strip_rectangles_turned", "min", _sizes(w, h, width), {"x": x, "y": y, "turned": turned})


def rectangles_in_rectangle(w: Integers, h: Integers, x: Integers, y: Integers, turned: Integers) -> Score:
    """Area of the least axis-parallel rectangle around disjoint rectangles, placed as in `strip_rectangles_turned`, |x|, |y| <= 2^48. Minimised."""
    raw = _scorers.rectangles_in_rectangle(w, h, x, y, turned)
    return scored(raw, "shapes.rectangles_in_rectangle", "min", _sizes(w, h), {"x": x, "y": y, "turned": turned})


def rectangles_in_square(w: Integers, h: Integers, x: Integers, y: Integers, turned: Integers) -> Score:
    """Side of the least axis-parallel square around them, as `rectangles_in_rectangle`. Minimised."""
    raw = _scorers.rectangles_in_square(w, h, x, y, turned)
    return scored(raw, "shapes.rectangles_in_square", "min", _sizes(w, h), {"x": x, "y": y, "turned": turned})


def polyomino_fill(
    width: int, height: int, cells: Integers, start: Integers, used: Integers, x: Integers, y: Integers, orient: Integers
) -> Score:
    """Cells of a width x height board (1 to 4096 each) that the used pieces cover, each piece at most once. Maximised.

    cells: (total, 2) cells (x, y) of all pieces, distinct within a piece; start: (n + 1,), piece k has cells[start[k]:start[k + 1]].
    used: (n,) of 0 and 1. x, y: (n,) lower left corner of the box around the oriented piece. orient: (n,) 0 to 7: from 4 on mirrored
    (x -> -x), then orient mod 4 quarter turns, each (x, y) -> (-y, x). The places of pieces that aren't used don't matter.
    """
    raw = _scorers.polyomino_fill(width, height, cells, start, used, x, y, orient)
    answer = {"used": used, "x": x * used, "y": y * used, "orient": orient * used}
    return _pieces(raw, "polyomino_fill", "max", {"width": width, "height": height, "cells": cells, "start": start}, answer)


def polyomino_fill_repeated(
    width: int,
    height: int,
    cells: Integers,
    start: Integers,
    copies: Integers,
    piece: Integers,
    x: Integers,
    y: Integers,
    orient: Integers,
) -> Score:
    """As `polyomino_fill` with m placements: piece[j], x[j], y[j], orient[j], each (m,); piece k at most copies[k] times. Maximised."""
    raw = _scorers.polyomino_fill_repeated(width, height, cells, start, copies, piece, x, y, orient)
    board = {"width": width, "height": height, "cells": cells, "start": start, "copies": copies}
    return _pieces(raw, "polyomino_fill_repeated", "max", board, {"piece": piece, "x": x, "y": y, "orient": orient})


def polyomino_rectangle(cells: Integers, start: Integers, x: Integers, y: Integers, orient: Integers) -> Score:
    """Area of the box around all pieces, each placed once, |x|, |y| <= 2^20; the rest as `polyomino_fill`. Minimised."""
    raw = _scorers.polyomino_rectangle(cells, start, x, y, orient)
    return _pieces(raw, "polyomino_rectangle", "min", {"cells": cells, "start": start}, {"x": x, "y": y, "orient": orient})


def _pieces(raw: Raw, name: str, direction: Literal["min", "max"], instance: dict[str, object], answer: dict[str, Integers]) -> Score:
    return scored(raw, f"shapes.{name}", direction, instance, answer)


def _sizes(w: Integers, h: Integers, width: int | None = None) -> dict[str, object]:
    return {"w": w, "h": h} if width is None else {"width": width, "w": w, "h": h}
