"""How a score stands against what is known, in words that claim no more than was checked."""

from __future__ import annotations

from eft.evaluation.progress import reference, suspicious
from eft.reporting.html import MISSING
from eft.types import Direction, Outcome, Task


def yardstick(task: Task | None) -> str:
    """`record 0.38088 (holder, exact)`; our own value is a `reference`, never a record; a dash without either."""
    value = None if task is None else reference(task)
    if task is None or value is None:
        return MISSING
    known = task.best_known
    holder = f" ({known.holder}, {known.checked})" if known is not None and kind(task) == "record" else ""
    return f"{kind(task)} {value:.10g}{holder}"


def kind(task: Task) -> str:
    """What the best known value may be called: `reference` if we produced it ourselves, else `record`."""
    return "reference" if task.best_known is None or task.best_known.holder == "own" else "record"


def standing(task: Task | None, outcome: Outcome | None) -> str:
    """Where an outcome stands, in a few words."""
    if outcome is None or outcome.score is None:
        return "no valid program"
    if task is None:
        return "task not installed here"
    mark = reference(task)
    if outcome.quarantined:
        return f"not believed before it is verified again: {suspicious(task, outcome.score) or 'in quarantine'}"
    if mark is None:
        return "no reference to compare with"
    ahead = outcome.score - mark if task.direction is Direction.MAX else mark - outcome.score
    if abs(ahead) <= task.resolution:
        return f"equals the {kind(task)}"
    if ahead < 0:
        return f"short of the {kind(task)}"
    if kind(task) == "reference":
        return "beyond our own reference, which is no record"
    return "better than the record as known here, not confirmed"
