"""When one program is better than another: paired over the same program seeds, in units of the task's own range."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from eft.types import Direction, Task


@dataclass(frozen=True, slots=True)
class Change:
    """Paired difference child − parent, oriented so that positive is better. gain and error in units of the task's range."""

    gain: float
    error: float

    def label(self, min_gain: float, min_errors: float) -> str:
        """improved | regressed | unchanged: at least `min_gain` and `min_errors` standard errors to one side."""
        if abs(self.gain) > min_gain and abs(self.gain) > min_errors * self.error:
            return "improved" if self.gain > 0 else "regressed"
        return "unchanged"


def unit(task: Task) -> float:
    """Size of the task's score range: |best known − baseline|, else the baseline's size, else one."""
    if task.best_known is not None and task.baseline is not None and task.best_known.value != task.baseline:
        return abs(task.best_known.value - task.baseline)
    return abs(task.baseline or 0.0) or 1.0


def change(task: Task, parent: Sequence[float], child: Sequence[float]) -> Change:
    """Mean paired gain and its standard error (0 with one run). ValueError if the runs do not pair up."""
    if len(parent) != len(child) or not parent:
        raise ValueError(f"{len(parent)} runs of the parent, {len(child)} of the child")
    sign = 1.0 if task.direction is Direction.MAX else -1.0
    gains = [sign * (c - p) / unit(task) for p, c in zip(parent, child, strict=True)]
    mean = math.fsum(gains) / len(gains)
    if len(gains) == 1:
        return Change(mean, 0.0)
    variance = math.fsum((g - mean) ** 2 for g in gains) / (len(gains) - 1)
    return Change(mean, math.sqrt(variance / len(gains)))
