"""What a run searches: the tasks with their seeds, and the programs to start from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from eft.evaluation.catalogue import select
from eft.evaluation.foreign import ForeignTask
from eft.evolution.judging import judged_by
from eft.search.plan import Search
from eft.text import blocks, edit
from eft.types import Task, UserError

if TYPE_CHECKING:
    from eft.evolve import Settings


def plan_searches(settings: Settings) -> list[Search]:
    """The searches of a run: every task with every seed. UserError for unknown tasks and unusable initial programs."""
    if not settings.tasks:
        raise UserError("no task given, e.g. `eft evolve packing/circles_in_square/n=26`; `eft tasks` lists all")
    tasks = select(settings.tasks)
    judged_by(settings, tasks)
    starts = [first_program(task) if settings.initial is None else read_initial(settings.initial, task.suffix) for task in tasks]
    return [
        Search(task, settings.seed + number, settings.attempts, start)
        for number in range(settings.searches)
        for task, start in zip(tasks, starts, strict=True)
    ]


def first_program(task: Task) -> str:
    """A task's own first program; that of another project's folder is looked at first."""
    if isinstance(task, ForeignTask) and task.source is not None and task.source.initial is not None:
        if task.source.suffix != ".py":
            raise UserError(f"{task.source.initial}: the search changes Python programs; `eft score` judges others too")
        usable(task.initial, task.source.initial, task.suffix)
    return task.initial


def read_initial(file: Path, suffix: str) -> str:
    """A program to start from; UserError unless it has EVOLVE-BLOCK markers and, where `suffix` wants it, is Python."""
    try:
        source = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"initial {file}: {getattr(error, 'strerror', None) or 'not UTF-8 text'}") from error
    usable(source, file, suffix)
    return source


def usable(source: str, file: Path, suffix: str) -> None:
    """UserError unless a search can start from the program: with EVOLVE-BLOCK markers and, if it should be, Python."""
    try:
        blocks.spans(source.split("\n"))
        if suffix == ".py":
            edit.check(source)
    except blocks.MarkerError as error:
        sign = "#" if suffix == ".py" else "//"
        around = f"put `{sign} EVOLVE-BLOCK-START` and `{sign} EVOLVE-BLOCK-END` around what may change"
        raise UserError(f"initial {file}: {error}; {around}") from error
    except edit.EditError as error:
        raise UserError(f"initial {file}: not Python: {error.detail}") from error
