"""The anytime curves of all arms in one figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.reporting.figures import Line, curves, saved


def anytime_figure(result: Mapping[str, Any]) -> bytes:
    """SVG: mean progress of the champion after each attempt, one line per arm with its 95 % band."""
    lines = []
    for name, curve in result["curves"].items():
        points = [(float(i + 1), value) for i, value in enumerate(curve["mean"])]
        lines.append(Line(name, points, low=curve["low"], high=curve["high"], step=True))
    return saved(curves(lines, title="Best program found, by attempt", x_label="attempt", y_label="progress p (1 = best known)"))
