"""Is the child better than its parent, or luckier?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from eft.types import Direction, Task

IMPROVED, UNCHANGED, REGRESSED = "improved", "unchanged", "regressed"
STAGES = ("weak", "middle", "good")


@dataclass(frozen=True, slots=True)
class Rule:
    """epsilon: least mean gain, in units of |best known − baseline|. errors: least mean gain in its standard errors."""

    epsilon: float = 0.005
    errors: float = 1.3


@dataclass(frozen=True, slots=True)
class Label:
    """`error` is None for a single pair: then nothing is known of the noise and `epsilon` alone decides."""

    name: str
    gain: float
    error: float | None


def unit(task: Task) -> float:
    """What one unit of gain is in the task's own unit: |best known − baseline|, or the resolution if either is unknown or they agree."""
    if task.best_known is not None and task.baseline is not None:
        span = abs(task.best_known.value - task.baseline)
        if span > task.resolution:
            return span
    return task.resolution


def compare(task: Task, parent: Sequence[float], child: Sequence[float], rule: Rule) -> Label:
    """Paired over common program seeds: run i of both had the same seed and instance. Both sequences must have equal length ≥ 1.

    A difference within the task's resolution is no difference, whatever epsilon says.
    """
    if len(parent) != len(child) or not parent:
        raise ValueError(f"{len(parent)} parent scores and {len(child)} child scores do not pair up")
    sign = 1.0 if task.direction is Direction.MAX else -1.0
    scale = unit(task)
    gains = [sign * (c - p) / scale for p, c in zip(parent, child, strict=True)]
    mean = math.fsum(gains) / len(gains)
    error = None
    if len(gains) > 1:
        error = math.sqrt(math.fsum((g - mean) ** 2 for g in gains) / (len(gains) - 1) / len(gains))
    least = max(rule.epsilon, task.resolution / scale)
    certain = abs(mean) > least and abs(mean) > rule.errors * (error or 0.0)
    return Label(UNCHANGED if not certain else IMPROVED if mean > 0 else REGRESSED, mean, error)


def stage(score: float, seed: float, best: float) -> str:
    """Where a parent stands between the search's seed program (weak) and the best program seen for its task (good).

    Cut at 0.4 and 0.8 of the way; all good if nothing ever beat the seed.
    """
    if best == seed:
        return STAGES[2]
    share = (score - seed) / (best - seed)
    return STAGES[0] if share < 0.4 else STAGES[1] if share < 0.8 else STAGES[2]
