"""The score itself, for advantages that set their own scale (`entropic`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eft.training.labels import unit
from eft.training.rewards._result import Result, height
from eft.types import Outcome, Task

__all__ = ["Score"]


@dataclass(frozen=True, slots=True)
class Score:
    """floor: reward of a result without a score, in the task's unit with its sign turned so that higher is better. null: one unit of
    gain (|best known − baseline|) below the parent and every valid sibling.
    """

    floor: float | None = None

    def __call__(self, task: Task, parent: Outcome | None, results: Sequence[Result]) -> list[float]:
        """Scores turned so that higher is better; a valid result never gets less than the floor."""
        values = [None if (outcome := result.valid) is None else height(task, outcome) for result in results]
        floor = self.floor
        if floor is None:
            known = [v for v in values if v is not None] + ([height(task, parent)] if parent is not None and parent.ok else [])
            floor = min(known, default=0.0) - unit(task)
        return [floor if value is None else max(value, floor) for value in values]
