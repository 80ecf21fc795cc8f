"""The same curves as a picture file. matplotlib is imported when a picture is written, and needs no display."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from eft.reporting.figures import Line
from eft.runs import write_atomic

COLOURS = ("#0a5fa5", "#b4500a", "#0b7a5b", "#9a3f7c", "#7a6a00", "#2b8fbd")  # as on the page, light


def save(file: Path, lines: Sequence[Line], *, title: str, x_label: str, y_label: str, log_x: bool = False) -> None:
    """Write `lines` to a .png, .svg or .pdf file, whole or not at all."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 4.0), dpi=144, layout="constrained")
    axes = figure.add_subplot()
    for index, curve in enumerate(lines):
        colour = COLOURS[(index if curve.colour is None else curve.colour) % len(COLOURS)]
        xs, ys = [x for x, _ in curve.points], [y for _, y in curve.points]
        if len(curve.low) == len(curve.high) == len(xs):
            axes.fill_between(xs, list(curve.low), list(curve.high), color=colour, alpha=0.15, linewidth=0)
        axes.plot(xs, ys, color=colour, label=curve.label or "_nolegend_", linewidth=0.8 if curve.thin else 1.8,
                  alpha=0.4 if curve.thin else 1.0, drawstyle="steps-post" if curve.step else "default")  # fmt: skip
    axes.set(title=title, xlabel=x_label, ylabel=y_label, xscale="log" if log_x else "linear")
    axes.grid(axis="y", color="#dcdfe3", linewidth=0.8)
    axes.spines[["top", "right"]].set_visible(False)
    if sum(bool(curve.label) for curve in lines) > 1:
        axes.legend(frameon=False)
    buffer = io.BytesIO()
    figure.savefig(buffer, format=file.suffix.removeprefix(".") or "png")
    write_atomic(file, buffer.getvalue())
