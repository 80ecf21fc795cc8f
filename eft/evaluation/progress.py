"""Scores on a common scale: gain, gap, progress, and what lies beyond the reference."""

from __future__ import annotations

import math
from dataclasses import dataclass

from eft.types import Direction, Scale, Task

LOG2_SPEEDS = (-3.0, 7.0)  # what a speed-up can count for


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a value stands between the baseline a and the reference b.

    gain: (v - a) / (b - a). gap: log10 of the share of b - a still missing, at least the resolution's (lower is better; 0 at a).
    progress: 0 at a, 1 at b, never above; by gap or gain as the task's `scale` says. beyond: (v - b) / (b - a) if v passes b, else 0.
    """

    gain: float
    gap: float
    progress: float
    beyond: float


def reference(task: Task) -> float | None:
    """The value that counts as 1: the best known one; 1 for hidden tasks, whose unit is the ratio to their stored references."""
    if task.best_known is not None:
        return task.best_known.value
    return 1.0 if task.kind == "hidden" else None


def standing(task: Task, value: float) -> Standing | None:
    """Standing of `value`; None if the task has no baseline or reference, they do not differ by more than the resolution
    in the task's direction, or its scale (nmse) is not defined by them. Speeds are compared by their logarithms (scale log2speed)."""
    a, b = task.baseline, reference(task)
    if a is None or b is None or task.scale is Scale.NMSE:
        return None
    if task.scale is Scale.LOG2SPEED:
        return _speed(value, a, b)
    sign = 1.0 if task.direction is Direction.MAX else -1.0
    span = sign * (b - a)
    if span <= task.resolution:
        return None
    smallest = task.resolution / span if task.resolution > 0 else 2.0**-52
    gain = sign * (value - a) / span
    missing = sign * (b - value) / span
    gap = math.log10(max(missing, smallest))
    progress = gap / math.log10(smallest) if task.scale is Scale.GAP else gain
    return Standing(gain, gap, min(1.0, progress), max(0.0, -missing))


def _speed(value: float, a: float, b: float) -> Standing | None:
    """Standing of a speed-up, its binary logarithm clipped to LOG2_SPEEDS. None unless 0 < a < b."""
    if not 0 < a < b:
        return None
    low, high = LOG2_SPEEDS
    log = low if value <= 0 else min(max(math.log2(value / a), low), high)
    gain = log / min(math.log2(b / a), high)
    gap = math.log10(max(1.0 - gain, 2.0**-52))
    return Standing(gain, gap, min(1.0, gain), max(0.0, gain - 1.0))


def suspicious(task: Task, value: float) -> str:
    """Why `value` must be verified again before anyone believes it; empty if it need not be.

    Beyond a proved bound, or better than a best known value that is not our own, each by more than the resolution.
    """
    sign = 1.0 if task.direction is Direction.MAX else -1.0
    if task.far_bound is not None and sign * (value - task.far_bound) > task.resolution:
        return f"beyond the proved bound {task.far_bound:.10g}"
    known = task.best_known
    if known is not None and known.holder != "own" and sign * (value - known.value) > task.resolution:
        return f"better than the best known value {known.value:.10g} ({known.holder})"
    return ""
