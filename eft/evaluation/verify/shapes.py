"""Twins of `csrc/eft/polygons.hpp`, `boxes.hpp` and `polyominoes.hpp`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from math import isqrt
from typing import Any

from eft.evaluation.verify.plain import Enclosure, Refuted, integer, integers, rows

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

Data = Mapping[str, Any]
GRID = 1 << 40
FINE = 1 << 80  # ends of an enclosure are multiples of 1 / FINE


@dataclass(frozen=True, slots=True)
class Root3:
    """a + b sqrt(3), exactly."""

    a: Fraction
    b: Fraction = Fraction(0)

    def __add__(self, other: Root3) -> Root3:
        return Root3(self.a + other.a, self.b + other.b)

    def __sub__(self, other: Root3) -> Root3:
        return Root3(self.a - other.a, self.b - other.b)

    def __mul__(self, other: Root3) -> Root3:
        return Root3(self.a * other.a + 3 * self.b * other.b, self.a * other.b + self.b * other.a)

    def __lt__(self, other: Root3) -> bool:
        a, b = self.a - other.a, self.b - other.b
        if b <= 0 and a <= 0:
            return a != 0 or b != 0
        return (a < 0 and a * a > 3 * b * b) or (b < 0 and 3 * b * b > a * a)

    def __gt__(self, other: Root3) -> bool:
        return other < self

    def enclosure(self) -> Enclosure:
        """The neighbouring multiples of 1 / FINE, both the value itself if it is one."""
        down = int(self.a * FINE // 1) + (1 if self.b > 0 else -1) * isqrt(int(3 * self.b**2 * FINE**2)) - 2
        while not self < Root3(Fraction(down + 1, FINE)):
            down += 1
        low = Fraction(down, FINE)
        return Enclosure(low, low if Root3(low) == self else Fraction(down + 1, FINE))


Point = tuple[Root3, Root3]
HALF, ROOT = Root3(Fraction(1, 2)), Root3(Fraction(0), Fraction(1, 2))  # 1/2 and sqrt(3)/2
ONE, ZERO = Root3(Fraction(1)), Root3(Fraction(0))
HEXAGON: list[Point] = [(ONE, ZERO), (HALF, ROOT), (ZERO - HALF, ROOT), (ZERO - ONE, ZERO), (ZERO - HALF, ZERO - ROOT), (HALF, ZERO - ROOT)]
SQUARE: list[Point] = [(HALF, HALF), (ZERO - HALF, HALF), (ZERO - HALF, ZERO - HALF), (HALF, ZERO - HALF)]


def hexagons_in_hexagon(instance: Data, construction: Data) -> Enclosure:
    """Side of the least hexagon. The centre that the bound from below (sums of supports) leaves is given, so the bound is attained."""
    corners = _disjoint([HEXAGON] * integer(instance, "n", 1), construction)
    normals = [(ROOT, HALF), (ZERO, ONE), (ZERO - ROOT, HALF)]
    ahead = [_extent(corners, normal) for normal in normals]
    back = [ZERO - _extent(corners, (ZERO - x, ZERO - y)) for x, y in normals]
    bounds = [(top - bottom) * HALF for top, bottom in zip(ahead, back, strict=True)]
    third = Root3(Fraction(1, 3))
    bounds += [(ahead[0] + ahead[2] - back[1]) * third, (ahead[1] - back[0] - back[2]) * third]
    apothem = max(bounds)
    low, high = [top - apothem for top in ahead], [bottom + apothem for bottom in back]  # of the centre along the normals
    first = max(low[0], low[1] - high[2])
    second = max(low[2], low[1] - first)  # the middle normal is the sum of the others
    if high[0] < first or high[2] < second or high[1] < first + second:
        raise Refuted("no centre of the container attains the bound")
    return (apothem * Root3(Fraction(0), Fraction(2, 3))).enclosure()


def squares_in_square(instance: Data, construction: Data) -> Enclosure:
    """Side of the least square: the larger of width and height of all corners."""
    return _square_around(_disjoint([SQUARE] * integer(instance, "n", 1), construction))


def rectangles_rotated_in_square(instance: Data, construction: Data) -> Enclosure:
    """The same for rectangles of any sides, first turned by a right angle where the construction says so."""
    w = integers(instance, "w")
    h, turned = integers(instance, "h", len(w)), integers(construction, "turned", len(w))
    if min(w + h) < 1 or not set(turned) <= {0, 1}:
        raise Refuted("sides must be positive, turned 0 or 1")
    shapes = []
    for width, height, quarters in zip(w, h, turned, strict=True):
        across, up = Root3(Fraction(width)), Root3(Fraction(height))
        shape = [(across * x, up * y) for x, y in SQUARE]
        shapes.append([(ZERO - y, x) for x, y in shape] if quarters else shape)
    return _square_around(_disjoint(shapes, construction))


def _square_around(corners: list[Point]) -> Enclosure:
    spans = [max(values) - min(values) for values in ([c[axis] for c in corners] for axis in (0, 1))]
    return max(spans).enclosure()


def _extent(corners: list[Point], normal: Point) -> Root3:
    return max((x * normal[0] + y * normal[1] for x, y in corners))


def _disjoint(shapes: list[list[Point]], construction: Data) -> list[Point]:
    """All corners; every two polygons have an edge of one with the other wholly on its outer side."""
    n = len(shapes)
    xs, ys, ts = (integers(construction, name, n) for name in ("x", "y", "t"))
    scale = integer(construction, "scale", 0)
    centres = [(scale * x, scale * y) for x, y in zip(xs, ys, strict=True)]
    polygons = [
        _turned(shape, Fraction(x, GRID**2), Fraction(y, GRID**2), Fraction(t, GRID))
        for shape, (x, y), t in zip(shapes, centres, ts, strict=True)
    ]
    radii = [(shape[0][0] * shape[0][0] + shape[0][1] * shape[0][1]).a for shape in shapes]  # of the circles around, squared
    for i, j in combinations(range(n), 2):
        apart = (centres[i][0] - centres[j][0]) ** 2 + (centres[i][1] - centres[j][1]) ** 2
        if apart < 2 * (radii[i] + radii[j]) * GRID**4 and not (_outside(polygons[i], polygons[j]) or _outside(polygons[j], polygons[i])):
            raise Refuted(f"pieces {i} and {j} overlap")
    return [corner for polygon in polygons for corner in polygon]


def _turned(shape: list[Point], x: Fraction, y: Fraction, t: Fraction) -> list[Point]:
    c, s = Root3((1 - t * t) / (1 + t * t)), Root3(2 * t / (1 + t * t))
    return [(Root3(x) + c * a - s * b, Root3(y) + s * a + c * b) for a, b in shape]


def _outside(polygon: list[Point], other: list[Point]) -> bool:
    """Does the line through an edge of `polygon` (corners counter-clockwise) keep all of `other` on its right?"""
    for (x0, y0), (x1, y1) in pairwise([*polygon, polygon[0]]):
        if not any((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) > ZERO for x, y in other):
            return True
    return False


Box = tuple[int, int, int, int]


def strip_rectangles(instance: Data, construction: Data) -> Fraction:
    """Height of the upper edge that lies highest."""
    return _strip(instance, _boxes(instance, construction, turning=False))


def strip_rectangles_turned(instance: Data, construction: Data) -> Fraction:
    """The same with rectangles that may be turned."""
    return _strip(instance, _boxes(instance, construction, turning=True))


def rectangles_in_rectangle(instance: Data, construction: Data) -> Fraction:
    """Area of the box around all."""
    boxes = _boxes(instance, construction, turning=True)
    return Fraction(_span(boxes, 0) * _span(boxes, 1))


def rectangles_in_square(instance: Data, construction: Data) -> Fraction:
    """Longer side of the box around all."""
    boxes = _boxes(instance, construction, turning=True)
    return Fraction(max(_span(boxes, 0), _span(boxes, 1)))


def _strip(instance: Data, boxes: list[Box]) -> Fraction:
    width = integer(instance, "width", 1)
    for i, (x0, y0, x1, _) in enumerate(boxes):
        if x0 < 0 or y0 < 0 or x1 > width:
            raise Refuted(f"box {i} leaves the strip")
    return Fraction(max(box[3] for box in boxes))


def _span(boxes: list[Box], axis: int) -> int:
    return max(box[axis + 2] for box in boxes) - min(box[axis] for box in boxes)


def _boxes(instance: Data, construction: Data, *, turning: bool) -> list[Box]:
    """Left, lower, right and upper edges of boxes that are disjoint."""
    w = integers(instance, "w")
    n = len(w)
    h, x, y = integers(instance, "h", n), integers(construction, "x", n), integers(construction, "y", n)
    turned = integers(construction, "turned", n) if turning else [0] * n
    if min(w + h) < 1 or not set(turned) <= {0, 1}:
        raise Refuted("sides must be positive, turned 0 or 1")
    boxes = [(x[i], y[i], x[i] + (h[i] if turned[i] else w[i]), y[i] + (w[i] if turned[i] else h[i])) for i in range(n)]
    order = sorted(range(n), key=lambda i: boxes[i][0])
    for k, i in enumerate(order):
        for j in order[k + 1 :]:
            if boxes[j][0] >= boxes[i][2]:
                break
            if min(boxes[i][3], boxes[j][3]) > max(boxes[i][1], boxes[j][1]):
                raise Refuted(f"boxes {i} and {j} overlap")
    return boxes


def polyomino_fill(instance: Data, construction: Data) -> Fraction:
    """Number of different cells of the board under the used pieces."""
    pieces = _shapes(instance)
    used, x, y, orient = (integers(construction, name, len(pieces)) for name in ("used", "x", "y", "orient"))
    if not set(used) <= {0, 1}:
        raise Refuted("used: expected 0 or 1")
    return Fraction(len(_covered(instance, ((pieces[k], x[k], y[k], orient[k]) for k in range(len(pieces)) if used[k]))))


def polyomino_fill_repeated(instance: Data, construction: Data) -> Fraction:
    """The same for placements, each piece at most as often as allowed."""
    pieces = _shapes(instance)
    copies, which = integers(instance, "copies", len(pieces)), integers(construction, "piece")
    x, y, orient = (integers(construction, name, len(which)) for name in ("x", "y", "orient"))
    if not set(which) <= set(range(len(pieces))):
        raise Refuted("piece: there is no such piece")
    for k, most in enumerate(copies):
        if which.count(k) > most:
            raise Refuted(f"piece {k} is placed more than {most} times")
    return Fraction(len(_covered(instance, zip((pieces[k] for k in which), x, y, orient, strict=True))))


def polyomino_rectangle(instance: Data, construction: Data) -> Fraction:
    """Area of the box around all pieces."""
    pieces = _shapes(instance)
    x, y, orient = (integers(construction, name, len(pieces)) for name in ("x", "y", "orient"))
    cells = _covered(None, zip(pieces, x, y, orient, strict=True))
    across, up = zip(*cells, strict=True)
    return Fraction((max(across) - min(across) + 1) * (max(up) - min(up) + 1))


Shape = list[complex]  # cells as Gaussian integers, exact: coordinates stay far below 2^53


def _shapes(instance: Data) -> list[Shape]:
    cells, start = rows(instance, "cells", width=2), integers(instance, "start")
    if start[0] != 0 or start[-1] != len(cells) or any(a >= b for a, b in pairwise(start)):
        raise Refuted("start: expected 0 to the number of cells, increasing")
    if any(abs(v) > 4096 for cell in cells for v in cell):
        raise Refuted("cells: expected coordinates within 4096")
    return [[complex(*cell) for cell in cells[a:b]] for a, b in pairwise(start)]


def _covered(board: Data | None, placements: Iterator[tuple[Shape, int, int, int]]) -> set[tuple[int, int]]:
    """The cells under the placements, on the board where there is one, each once."""
    seen: set[tuple[int, int]] = set()
    for number, (shape, x, y, orient) in enumerate(placements):
        if not 0 <= orient <= 7:
            raise Refuted(f"placement {number}: expected an orientation from 0 to 7")
        turned = [(-cell.conjugate() if orient >= 4 else cell) * 1j ** (orient % 4) for cell in shape]
        across, up = [int(c.real) for c in turned], [int(c.imag) for c in turned]
        for cell in zip((a - min(across) + x for a in across), (b - min(up) + y for b in up), strict=True):
            if board and not (0 <= cell[0] < integer(board, "width") and 0 <= cell[1] < integer(board, "height")):
                raise Refuted(f"placement {number} leaves the board")
            if cell in seen:
                raise Refuted(f"placement {number}: cell {cell} is covered already")
            seen.add(cell)
    return seen
