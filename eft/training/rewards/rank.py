"""Rank within the group: what matters is to be better than the siblings, in whatever unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scipy.stats import rankdata

from eft.training.rewards._result import Result, height
from eft.types import Outcome, Task

__all__ = ["Rank"]


@dataclass(frozen=True, slots=True)
class Rank:
    """Nothing to set."""

    def __call__(self, task: Task, parent: Outcome | None, results: Sequence[Result]) -> list[float]:
        """0 (worst) to 1 (best), ties averaged, results without a score tied in the last place; 0.5 for a group of one."""
        if len(results) < 2:
            return [0.5] * len(results)
        values = [float("-inf") if (outcome := result.valid) is None else height(task, outcome) for result in results]
        return [float(rank - 1) / (len(results) - 1) for rank in rankdata(values)]
