"""Constructions drawn from the answer of a program: circles, step functions with their correlation, point sets.

The answer is the candidate's: it is checked and bounded here as a scorer would, and only numbers reach the figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eft.evaluation.blocks.answers import real
from eft.evaluation.blocks.verdict import Reject
from eft.reporting.figures import Level, Line, curves, svg
from eft.reporting.html import Html, element
from eft.types import Task

SIDE = 460  # of a square drawing, in CSS pixels
EDGE = 8
MAX_SHAPES = 4_000
MAX_STEPS = 40_000
LARGEST = 1e9  # of a value in a figure
Floats = NDArray[np.float64]


def drawable(task: Task) -> bool:
    """True for tasks whose answers this module can draw."""
    names = set(task.outputs)
    return {"x", "y", "r"} <= names or (bool({"h", "a"} & names) and len(names) == 1) or _points_name(task) is not None


def draw(task: Task, answer: Any) -> Html:
    """The construction that `answer` describes. Raises Reject with the first fault of the answer."""
    if not isinstance(answer, Mapping):
        raise Reject("solve returned no mapping")
    with np.errstate(all="ignore"):  # numbers too large for a figure are refused after the fact
        if "r" in task.outputs:
            return circles(answer)
        if "h" in task.outputs:
            return overlap(_vector(answer, "h", MAX_STEPS))
        if "a" in task.outputs:
            return autocorrelation(_vector(answer, "a", MAX_STEPS))
        name = _points_name(task)
        assert name is not None, task.outputs
        return points(real(answer, name, (_length(answer, name, MAX_SHAPES), 2)))


def circles(answer: Mapping[str, Any]) -> Html:
    """Circles x, y, r in the unit square, or in the rectangle w by 2 - w if the answer has a width w."""
    x, y, r = (_vector(answer, name, MAX_SHAPES) for name in ("x", "y", "r"))
    if not len(x) == len(y) == len(r):
        raise Reject(f"x, y, r have {len(x)}, {len(y)}, {len(r)} numbers")
    width = float(real(answer, "w", ())) if "w" in answer else 1.0
    height = 2.0 - width if "w" in answer else 1.0
    if not (0 < width < 2):
        raise Reject("w is not between 0 and 2")
    scale = SIDE / max(width, height)

    def at(value: float) -> float:
        return round(min(10.0, max(-10.0, value)) * scale, 3)

    walls = element("rect", x=0, y=0, width=at(width), height=at(height), class_="wall")
    shapes = [element("circle", cx=at(a), cy=at(height - b), r=at(abs(c)), class_="shape f0 l0") for a, b, c in zip(x, y, r, strict=True)]
    return _square([shapes, walls], f"{len(x)} circles", at(width), at(height))


def points(p: Floats) -> Html:
    """A set of points in the plane, shape [n, 2], in the smallest box around it."""
    low, span = p.min(axis=0), float(np.ptp(p, axis=0).max()) or 1.0
    if not np.isfinite(span):
        raise Reject("the points are too far apart to be drawn")
    q = (p - low) / span * SIDE
    top = float(q[:, 1].max())
    right = float(q[:, 0].max())
    dots = [element("circle", cx=round(a, 3), cy=round(top - b, 3), r=4, class_="shape f0 l0") for a, b in q.tolist()]
    box = element("rect", x=0, y=0, width=right, height=top, class_="edge")
    return _square([box, dots], f"{len(p)} points", right, top)


def overlap(h: Floats) -> Html:
    """Erdős's minimum overlap: h on [0, 2] in n pieces, and the overlap of h with the shifted complement (arXiv 1609.08000)."""
    n = len(h)
    width = 2.0 / n
    shifted = np.correlate(h, 1.0 - h, "full") * width
    shifts = (np.arange(1 - n, n) * width).tolist()
    knots = [(-2.0, 0.0), *zip(shifts, shifted.tolist(), strict=True), (2.0, 0.0)]
    return _pair(h, (0.0, 2.0, "h(x)"), knots, "overlap with the complement", "shift")


def autocorrelation(a: Floats) -> Html:
    """f on [-1/4, 1/4] in n pieces and f * f, both for integral 1: the largest value of the second is the constant."""
    n, total = len(a), float(a.sum())
    if not np.isfinite(total) or abs(total) < 1e-300:
        raise Reject("a sums to nothing")
    f = a / total * (2 * n)
    values = np.convolve(f, f) / (2 * n)
    places = (np.arange(1, 2 * n) / (2 * n) - 0.5).tolist()
    knots = [(-0.5, 0.0), *zip(places, values.tolist(), strict=True), (0.5, 0.0)]
    return _pair(f, (-0.25, 0.25, "f(x)"), knots, "f ∗ f", "t")


def steps(heights: Floats, left: float, right: float, name: str) -> Html:
    """A step function with equal pieces on [left, right]."""
    edges = np.linspace(left, right, len(heights) + 1).tolist()
    stair = Line(name, [*zip(edges, [*heights.tolist(), float(heights[-1])], strict=True)], step=True)
    return curves([stair, Line("", [(left, 0.0)], thin=True)], title=f"Step function with {len(heights)} pieces", x_label="x", y_label=name)


def _pair(heights: Floats, place: tuple[float, float, str], knots: list[tuple[float, float]], name: str, shift: str) -> Html:
    values = np.concatenate((heights, [y for _, y in knots]))
    if not (np.abs(values) <= LARGEST).all():
        raise Reject("its values are too large for a drawing")
    top = max(y for _, y in knots)
    second = curves([Line(name, knots, colour=1)], title=name, x_label=shift, y_label=name, levels=[Level(f"largest {top:.7g}", top)])
    return element("div", element("div", steps(heights, *place)), element("div", second), class_="pair")


def _square(children: object, title: str, width: float, height: float) -> Html:
    moved = element("g", children, transform=f"translate({EDGE} {EDGE})")
    return svg(moved, title, width + 2 * EDGE, height + 2 * EDGE)


def _points_name(task: Task) -> str | None:
    names = [name for name, shape in task.outputs.items() if shape.replace(" ", "").endswith(",2]") and shape.startswith("f64")]
    return names[0] if len(names) == len(task.outputs) == 1 else None


def _length(answer: Mapping[str, Any], name: str, limit: int) -> int:
    try:
        count = len(answer[name])
    except (KeyError, TypeError) as error:
        raise Reject(f"{name}: missing or no list") from error
    if not 1 <= count <= limit:
        raise Reject(f"{name}: {count} entries; 1 to {limit} can be drawn")
    return count


def _vector(answer: Mapping[str, Any], name: str, limit: int) -> Floats:
    return real(answer, name, _length(answer, name, limit))
