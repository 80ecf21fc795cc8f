"""What an executor is: the place where programs are judged, several at a time. The engine and its judge know no more of it than this.

A file of this folder is a registry entry: a frozen dataclass of settings whose `build(setup)` gives the executor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from eft.types import Evaluator, InfrastructureError, Outcome, Task

Purpose = Literal["search", "final"]
Lane = Literal["ordinary", "timing"]
TIMING = "timing"  # tag of a task whose score is a time; its evaluations run one by one on cores that nothing else uses

Recipe = Callable[
    [int, Purpose], Evaluator
]  # (evaluations at a time, purpose) -> evaluator; picklable, as agents on other machines call it
Version = Callable[[Task], str]  # of the code that judges a task, by this process's files
Audit = Callable[[str, Any], object]  # (kind, data): a line for the run's diary


class WorkerLost(InfrastructureError):
    """A program whose worker was lost again and again, the last times with nothing else to do: most likely its own doing."""


def lane(task: Task) -> Lane:
    """Where evaluations of a task run."""
    return "timing" if TIMING in task.tags else "ordinary"


@dataclass(frozen=True)
class Setup:
    """What an executor is built from. workers: evaluations at a time in this process. timing: some task has the tag `timing`."""

    recipe: Recipe
    workers: int
    timing: bool = False
    audit: Audit = lambda kind, data: None
    version: Version = lambda task: ""


@runtime_checkable
class Executor(Protocol):
    """Judges programs. `evaluate` and `slots` belong to one event loop; `close` ends everything that was started."""

    @property
    def profile(self) -> str:
        """That of its evaluators, stored with every outcome."""
        ...

    def version(self, task: Task) -> str:
        """Version of the code that judges `task`, stored with every outcome."""
        ...

    def slots(self, lane: Lane) -> int:
        """Evaluations that make sense at a time. Callers keep to it, so that nothing piles up out of their sight."""
        ...

    async def evaluate(self, task: Task, source: str, purpose: Purpose = "search") -> Outcome:
        """The verdict. Raises InfrastructureError when the machine failed; the caller decides whether to try again (after WorkerLost, never)."""
        ...

    def close(self) -> None: ...
