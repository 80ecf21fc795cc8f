"""How a score stands against what is known, in words that claim no more than was checked."""

from __future__ import annotations

from eft.reporting.html import number
from eft.types import Direction, Outcome, Task


def yardstick(task: Task | None) -> str:
    """`record 0.38088 (holder)`; our own value is a `reference`, never a record; `–` without either."""
    if task is None or task.best_known is None:
        return number(None)
    known = task.best_known
    return f"{kind(task)} {known.value:.10g}" + ("" if known.holder == "own" else f" ({known.holder}, {known.checked})")


def kind(task: Task) -> str:
    """What the best known value may be called: `reference` if we produced it ourselves, else `record`."""
    return "reference" if task.best_known is None or task.best_known.holder == "own" else "record"


def standing(task: Task | None, outcome: Outcome | None) -> str:
    """Where a believed or quarantined outcome stands, in a few words."""
    if outcome is None or outcome.score is None:
        return "no valid program"
    if task is None:
        return "task not installed here"
    if task.far_bound is not None and _ahead(task, outcome.score, task.far_bound) > 0:
        return "beyond a proved bound: an error somewhere, in quarantine"
    if task.best_known is None:
        return "no reference to compare with"
    ahead = _ahead(task, outcome.score, task.best_known.value)
    if abs(ahead) <= task.resolution:
        return f"equals the {kind(task)}"
    if ahead < 0:
        return f"below the {kind(task)}"
    if kind(task) == "reference":
        return "beyond our own reference, which is no record"
    return "better than the record as known here; not confirmed" + (", in quarantine" if outcome.quarantined else "")


def _ahead(task: Task, score: float, mark: float) -> float:
    return score - mark if task.direction is Direction.MAX else mark - score
