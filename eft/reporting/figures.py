"""Line figures as SVG made by hand: no script, no font, no address; colours follow the theme of the page.

`curves(...)` gives the figure for a page, `saved(...)` the same as a file of its own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from eft.reporting.html import Html, element, join
from eft.reporting.style import COLOURS, FIGURE

WIDTH, HEIGHT = 720, 320  # of a figure, in CSS pixels
LEFT, RIGHT, TOP, BOTTOM = 72, 16, 14, 44  # margins
COLOUR_COUNT = 6
MAX_POINTS = 1_500  # of a line or of the dots; more are thinned
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """One curve. low, high: a band around it, one value per point. step: holds its value until the next point.

    colour: number of the series; None takes its place in the figure. thin: in the background.
    """

    label: str
    points: Sequence[Point]
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    step: bool = False
    colour: int | None = None
    thin: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal dashed line with its name."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Axes:
    """Data range and the pixels it maps to."""

    low: Point
    high: Point
    width: int = WIDTH
    height: int = HEIGHT
    log_x: bool = False
    top: int = TOP

    def x(self, value: float) -> float:
        """Pixel of a horizontal position."""
        warp: Callable[[float], float] = math.log if self.log_x else float
        share = (warp(value) - warp(self.low[0])) / ((warp(self.high[0]) - warp(self.low[0])) or 1.0)
        return round(LEFT + share * (self.width - LEFT - RIGHT), 2)

    def y(self, value: float) -> float:
        """Pixel of a vertical position; what lies outside is drawn on the edge."""
        share = (value - self.low[1]) / ((self.high[1] - self.low[1]) or 1.0)
        return round(self.height - BOTTOM - min(1.0, max(0.0, share)) * (self.height - self.top - BOTTOM), 2)


def curves(
    lines: Sequence[Line],
    *,
    title: str,
    x_label: str,
    y_label: str,
    dots: Sequence[Sequence[Point]] = (),
    levels: Sequence[Level] = (),
    log_x: bool = False,
    marks: Sequence[float] = (),
) -> Html:
    """A figure of curves. Its range follows the lines and levels; dots outside it sit on the edge. `marks`: ticks of the x axis.

    `dots`: one cloud per series. Values must be finite; a figure without points says so.
    """
    points = [point for line in lines for point in line.points]
    if not points:
        return element("p", "nothing to draw yet", class_="note")
    names, top = legend(lines)
    axes = _axes(lines, points, levels, log_x, top)
    inside = [
        names,
        _grid(axes, x_label, y_label, marks),
        [_dots(axes, cloud, i) for i, cloud in enumerate(dots)],
        [_level(axes, level) for level in levels],
        [_line(axes, line, i if line.colour is None else line.colour) for i, line in enumerate(lines)],
    ]
    return svg(inside, title, axes.width, axes.height)


def svg(children: object, title: str, width: float, height: float) -> Html:
    """An `svg` element with its spoken title."""
    box = f"0 0 {width:g} {height:g}"
    return element(
        "svg", element("title", title), children, xmlns="http://www.w3.org/2000/svg", viewBox=box, width=width, height=height, role="img"
    )


def saved(figure: Html) -> bytes:
    """The figure alone, as the content of an .svg file that looks as it does on the page."""
    start = figure.index(">") + 1
    return f"{figure[:start]}<style>{COLOURS}{FIGURE}svg {{ background: var(--paper); }}</style>{figure[start:]}\n".encode()


def stacked(figure: Html) -> bytes:
    """The figures of a page's part, one below the other, as one .svg file."""
    parts = [Html(part) for part in re.findall(r"<svg .*?</svg>", figure, re.DOTALL)]
    if len(parts) == 1:
        return saved(parts[0])
    sizes = [tuple(map(float, re.findall(r'viewBox="0 0 (\S+) (\S+)"', part)[0])) for part in parts]
    tops = [sum(height for _, height in sizes[:i]) for i in range(len(parts))]
    placed = [Html(part.replace("<svg ", f'<svg y="{top:g}" ', 1)) for part, top in zip(parts, tops, strict=True)]
    return saved(svg(placed, "Figures", max(width for width, _ in sizes), sum(height for _, height in sizes)))


def legend(lines: Sequence[Line]) -> tuple[Html | None, int]:
    """Names and colours of the lines in rows above the figure, and the height they take; nothing for a single one."""
    named = [(line.label, i if line.colour is None else line.colour) for i, line in enumerate(lines) if line.label and not line.thin]
    if len(named) < 2:
        return None, 0
    items, x, y = [], LEFT, TOP
    for label, colour in named:
        width = 34 + 7 * len(label)  # of a swatch and its name at 12 px, generously
        if x + width > WIDTH and x > LEFT:
            x, y = LEFT, y + 18
        swatch = element("path", d=f"M{x} {y - 4}h18", class_=f"curve l{colour % COLOUR_COUNT}")
        items.append((swatch, element("text", label, x=x + 24, y=y)))
        x += width
    return join(items), y + 6


def thinned(points: Sequence[Point], limit: int = MAX_POINTS) -> list[Point]:
    """At most `limit` of the points, evenly, the last one kept."""
    if len(points) <= limit:
        return list(points)
    stride = math.ceil(len(points) / (limit - 1))
    return [*points[:-1:stride], points[-1]]


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers in [low, high], steps of 1, 2 or 5 times a power of ten."""
    if not high > low:
        return [low]
    raw = (high - low) / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    return [round(i * step, digits) + 0.0 for i in range(first, math.floor(high / step + 1e-9) + 1)]


def tick_text(value: float, ticks_: Sequence[float]) -> str:
    """A tick's label with as many digits as tell its neighbours apart."""
    step = min((b - a for a, b in pairwise(ticks_)), default=abs(value) or 1.0)
    if max(map(abs, ticks_)) >= 1e6 or step < 1e-9:
        return f"{value:.6g}"
    return f"{value:.{max(0, -math.floor(math.log10(step) + 1e-9))}f}" if step < 1 else f"{value:g}"


def _axes(lines: Sequence[Line], points: Sequence[Point], levels: Sequence[Level], log_x: bool, top: int) -> Axes:
    ys = [y for _, y in points] + [level.value for level in levels] + [v for line in lines for v in (*line.low, *line.high)]
    low, high = min(ys), max(ys)
    pad = 0.05 * (high - low) or 0.05 * abs(high) or 1.0
    xs = [x for x, _ in points]
    left, right = min(xs), max(xs)
    return Axes((left, low - pad), (right if right > left else left + 1, high + pad), height=HEIGHT + top, log_x=log_x, top=TOP + top)


def _grid(axes: Axes, x_label: str, y_label: str, marks: Sequence[float]) -> Html:
    bottom, right = axes.height - BOTTOM, axes.width - RIGHT
    down = ticks(axes.low[1], axes.high[1])
    across = list(marks) or [t for t in ticks(axes.low[0], axes.high[0], 8) if not axes.log_x or t > 0]
    rows = [
        (
            element("path", d=f"M{LEFT} {axes.y(t)}H{right}", class_="grid"),
            element("text", tick_text(t, down), x=LEFT - 8, y=axes.y(t) + 4, class_="end"),
        )
        for t in down
    ]
    columns = [element("text", f"{t:g}", x=axes.x(t), y=bottom + 18, class_="middle") for t in across]
    names = [
        element("text", x_label, x=(LEFT + right) / 2, y=axes.height - 6, class_="middle"),
        element("text", y_label, transform=f"translate(13 {(axes.top + bottom) / 2:g}) rotate(-90)", class_="middle"),
    ]
    return join([rows, element("path", d=f"M{LEFT} {bottom}H{right}", class_="axis"), columns, names])


def _dots(axes: Axes, cloud: Sequence[Point], colour: int) -> Html:
    kind = f"dot f{colour % COLOUR_COUNT}"
    return join(element("circle", cx=axes.x(x), cy=axes.y(y), r=2, class_=kind) for x, y in thinned(cloud))


def _level(axes: Axes, level: Level) -> Html:
    y = axes.y(level.value)
    name = element("text", level.label, x=LEFT + 6, y=y - 4 if y > axes.top + 16 else y + 14)  # left: the curve comes near it late
    return join([element("path", d=f"M{LEFT} {y}H{axes.width - RIGHT}", class_="level"), name])


def _line(axes: Axes, line: Line, colour: int) -> Html:
    tone = colour % COLOUR_COUNT
    shown = thinned(corners(line.points) if line.step else line.points)
    band = None
    if line.low and line.high:
        upper = [(x, v) for (x, _), v in zip(line.points, line.high, strict=True)]
        lower = [(x, v) for (x, _), v in zip(line.points, line.low, strict=True)]
        band = element("path", d=trace(axes, [*upper, *lower[::-1]]) + "Z", class_=f"band f{tone}")
    return join([band, element("path", d=trace(axes, shown), class_=f"curve l{tone}" + (" thin" if line.thin else ""))])


def corners(points: Sequence[Point]) -> list[Point]:
    """The points of a stair: only where the value changes, and the end; each step holds until the next begins."""
    out: list[Point] = []
    for x, y in points:
        if not out:
            out.append((x, y))
        elif y != out[-1][1]:
            out += [(x, out[-1][1]), (x, y)]
    if out and points[-1][0] != out[-1][0]:
        out.append((points[-1][0], out[-1][1]))
    return out


def trace(axes: Axes, points: Sequence[Point]) -> str:
    """Path data through the points."""
    return "M" + "L".join(f"{axes.x(x):g} {axes.y(y):g}" for x, y in points)
