"""Judges programs in this process: threads over its own sandbox."""

from __future__ import annotations

import os
from dataclasses import dataclass

from eft.search.executors._cores import split
from eft.search.executors._protocol import Executor, Setup
from eft.search.executors._threads import Threads

__all__ = ["Local"]


@dataclass(frozen=True)
class Local:
    """timing_cores: cores set aside when a task's score is a time (`timing` among its tags); otherwise none are."""

    timing_cores: int = 1

    def build(self, setup: Setup) -> Executor:
        """Threads over evaluators of this process. UserError if the machine lacks the cores."""
        cores = split(os.sched_getaffinity(0), self.timing_cores) if setup.timing else None
        return Threads(setup.recipe, setup.workers, cores)
