"""What a request may show (`Context`), and what can be read back from a rendered one (`Asked`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eft.text.edit import escape
from eft.types import Space, Task

MAX_NOTE_CHARS = 200
KINDS = ("edit", "directive", "after_backtrack")


@dataclass(frozen=True, slots=True)
class Node:
    """One program of a lineage. mark: `+ = - --` against the best before it in the chain; `failed`: notes of its failed children."""

    tag: str
    mark: str
    change: str
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a request may show. lineage: root first, the program's own node last. kind: one of KINDS.

    score is in the task's unit, progress on the common scale (None: not known). `donors` are sources to cross with.
    dead_branch: what was given up, for kind `after_backtrack`. allow_backtrack: an edit request may be answered by BACKTRACK.
    """

    task: Task
    program: str
    space: Space | None = None
    score: float | None = None
    progress: float | None = None
    lineage: tuple[Node, ...] = ()
    donors: tuple[str, ...] = ()
    feedback: str = ""
    kind: str = "edit"
    dead_branch: str = ""
    allow_backtrack: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rendered request says to somebody who sees nothing else. `program` is a whole file or the editable lines."""

    kind: str
    program: str
    space: Space | None = None
    donors: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    fails: int = 0
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    allow_backtrack: bool = False


def marks(progress: Sequence[float], epsilon: float = 1e-9, far: float = 0.1) -> list[str]:
    """Marks of a chain of progress values (higher is better), each against the best before it; `--`: behind by more than `far`."""
    found: list[str] = []
    best: float | None = None
    for value in progress:
        behind = 0.0 if best is None else best - value
        found.append("+" if behind < -epsilon else "=" if behind <= epsilon else "-" if behind <= far else "--")
        best = value if best is None else max(best, value)
    return found


def note(text: str) -> str:
    """One escaped line of candidate-written text, cut."""
    return escape(" ".join(text.split()))[:MAX_NOTE_CHARS]
