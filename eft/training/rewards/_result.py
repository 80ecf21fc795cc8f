"""What came of one reply, as the rewards see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from eft.types import Direction, Outcome, Status, Task


@dataclass(frozen=True, slots=True)
class Result:
    """failure: why the reply was no edit (then outcome is None), or empty."""

    failure: str
    outcome: Outcome | None

    def __post_init__(self) -> None:
        if bool(self.failure) == (self.outcome is not None):
            raise ValueError("a result has either a failure or an outcome")
        if self.outcome is not None and self.outcome.status is Status.INFRA:
            raise ValueError("status infra is no verdict on the program: evaluate it again or leave it out of its group")

    @property
    def valid(self) -> Outcome | None:
        """The outcome if it carries a score to be rewarded; a quarantined one does not until it is verified."""
        return self.outcome if self.outcome is not None and self.outcome.ok and not self.outcome.quarantined else None


class Rewards(Protocol):
    """A file of this folder: one reward for each result of a group, which are children of the same parent."""

    def __call__(self, task: Task, parent: Outcome | None, results: Sequence[Result]) -> list[float]: ...


def height(task: Task, outcome: Outcome) -> float:
    """The score turned so that higher is better, in the task's unit."""
    assert outcome.score is not None  # `ok` outcomes carry one
    return outcome.score if task.direction is Direction.MAX else -outcome.score
