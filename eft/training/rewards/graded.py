"""A graded reward that compares across tasks: broken, invalid, valid, how far, and whether the parent was beaten.

−0.2  no edit could be read, or the program did not finish (error, crash, time, memory, output, forbidden call)
 0    it finished with an invalid answer, or with one too good to believe before it is verified
 0.1 + 0.9 clip(p, 0, 1)  valid, with progress p from the seed program (0) to the best known value (1); 0.1 where p is unknown
+0.2  better than the parent by more than the labels' ε
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eft.training.labels import IMPROVED, Rule, compare
from eft.training.rewards._result import Result
from eft.types import Outcome, Status, Task

__all__ = ["Graded"]

FINISHED = (Status.OK, Status.INVALID)


@dataclass(frozen=True, slots=True)
class Graded:
    """epsilon, errors: what counts as better than the parent (`labels.Rule`)."""

    broken: float = -0.2
    invalid: float = 0.0
    valid: float = 0.1
    improved: float = 0.2
    epsilon: float = 0.005
    errors: float = 1.3

    def __call__(self, task: Task, parent: Outcome | None, results: Sequence[Result]) -> list[float]:
        """Rewards from `broken` to 1 + `improved`; without a valid parent nobody gets the extra."""
        return [self._one(task, parent, result) for result in results]

    def _one(self, task: Task, parent: Outcome | None, result: Result) -> float:
        if result.outcome is None or result.outcome.status not in FINISHED:
            return self.broken
        if (child := result.valid) is None:
            return self.invalid
        progress = 0.0 if child.progress is None else min(1.0, max(0.0, child.progress))
        reward = self.valid + (1 - self.valid) * progress
        return reward + self.improved if parent is not None and parent.ok and self._better(task, parent, child) else reward

    def _better(self, task: Task, parent: Outcome, child: Outcome) -> bool:
        """Paired over seeds where both were run on the same number, else by the means."""
        before, after = parent.scores, child.scores
        if not before or len(before) != len(after):
            assert parent.score is not None  # `ok` outcomes carry one
            assert child.score is not None
            before, after = (parent.score,), (child.score,)
        return compare(task, before, after, Rule(self.epsilon, self.errors)).name == IMPROVED
