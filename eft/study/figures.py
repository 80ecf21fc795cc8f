"""Figures of a study: of every arm the anytime curve, the performance profile and how soon its searches reach a target."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eft.reporting.figures import Level, Line, curves, saved
from eft.study.cells import Cell
from eft.study.crossed import effect
from eft.study.measures import of_arm, paired

BAND_DRAWS = 500  # of every point of a band
MARKS = 41  # of a profile


def attempts(rows: Sequence[Cell]) -> int:
    """Length of the searches."""
    return max(len(search.progress) for arm in rows[0].arms.values() for search in arm.searches)


def anytime(rows: Sequence[Cell]) -> bytes:
    """SVG: mean progress after every attempt, one line per arm; the band is the 95 % interval over families and training seeds."""
    count = attempts(rows)
    points = sorted({*range(1, min(count, 20) + 1), *range(20, count + 1, 5), count})
    lines = []
    for arm in rows[0].arms:
        found = [effect(_at(rows, arm, point), BAND_DRAWS) for point in points]
        middle = [(float(point), one.mean) for point, one in zip(points, found, strict=True)]
        lines.append(Line(arm, middle, low=[one.low for one in found], high=[one.high for one in found]))
    return saved(curves(lines, title="Best program found, by attempt", x_label="attempt", y_label="progress p (1 = best known)"))


def _at(rows: Sequence[Cell], arm: str, point: int) -> dict[tuple[str, int, str], float]:
    return {(family, cell.seed, repeat): value for cell in rows for (family, repeat), value in of_arm(cell.arms[arm], "at", point).items()}


def lead(rows: Sequence[Cell], pairs: Sequence[tuple[str, str]]) -> bytes:
    """SVG: mean difference of progress after every attempt, paired, one line per pair of arms; bands as above."""
    count = attempts(rows)
    points = sorted({*range(1, min(count, 20) + 1), *range(20, count + 1, 5), count})
    lines = []
    for arm, other in pairs:
        found = [effect(paired(_at(rows, arm, point), _at(rows, other, point)), BAND_DRAWS) for point in points]
        middle = [(float(point), one.mean) for point, one in zip(points, found, strict=True)]
        lines.append(Line(f"{arm} − {other}", middle, low=[one.low for one in found], high=[one.high for one in found]))
    what = f"progress p, {lines[0].label}" if len(lines) == 1 else "difference of progress p"
    return saved(curves(lines, title="Lead by attempt", x_label="attempt", y_label=what, levels=[Level("", 0.0)]))


def profile(rows: Sequence[Cell]) -> bytes:
    """SVG, performance profile: share of searches whose area lies above each value (Agarwal et al. 2021)."""
    count = attempts(rows)
    lines = []
    for arm in rows[0].arms:
        areas = np.array([value for cell in rows for value in of_arm(cell.arms[arm], "area", count).values()])
        lines.append(Line(arm, [(float(mark), float((areas > mark).mean())) for mark in np.linspace(0, 1, MARKS)]))
    return saved(curves(lines, title="Searches by area", x_label="area of progress", y_label="share of searches above it"))


def reached(rows: Sequence[Cell], target: float = 0.5) -> bytes:
    """SVG, anytime ECDF: share of searches that have reached progress `target` by each attempt; those that never do keep it below 1."""
    count = attempts(rows)
    lines = []
    for arm in rows[0].arms:
        curves_ = [search.progress for cell in rows for search in cell.arms[arm].searches]
        first = np.array([next((i + 1 for i, value in enumerate(curve) if value >= target), count + 1) for curve in curves_])
        lines.append(Line(arm, [(float(at), float((first <= at).mean())) for at in range(1, count + 1)], step=True))
    title = f"Searches that have reached p = {target:g}"
    return saved(curves(lines, title=title, x_label="attempt", y_label="share of searches"))
