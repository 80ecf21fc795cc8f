"""Other programs for searches to begin with than the families' seed programs: the same search written down in another way.

All seed programs of search views are one random search in four notations, one per kind of space. A mutator that has learnt what to do with those
lines is asked here what it does with others.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from eft.evaluation.evaluate import space
from eft.text.blocks import MarkerError, spans
from eft.types import Task, UserError


def starts(folder: Path | None, tasks: Mapping[str, Task]) -> dict[str, str]:
    """By task id the program that searches begin with: the seed program, its editable block replaced by the text of FOLDER/KIND.txt.

    KIND: `vector`, `integers`, `bits` or `permutation`, as the task's search space. Raises UserError for a task without a space, a seed program
    without exactly one editable block, and a kind without its file.
    """
    return {name: task.initial if folder is None else _begin(folder, task) for name, task in tasks.items()}


def _begin(folder: Path, task: Task) -> str:
    found = space(task)
    if found is None:
        raise UserError(f"starts={folder}: {task.id} has no search space, so that no block fits it")
    file = folder / f"{found.kind}.txt"
    if not file.is_file():
        raise UserError(f"starts={folder}: {task.id} searches a space of kind {found.kind}; write {file}")
    lines = task.initial.split("\n")
    try:
        blocks = spans(lines)
    except MarkerError as error:
        raise UserError(f"starts={folder}: {task.id}: {error}") from error
    if len(blocks) != 1:
        raise UserError(f"starts={folder}: {task.id} has {len(blocks)} editable blocks, not one")
    low, high = blocks[0]
    return "\n".join([*lines[:low], *file.read_text(encoding="utf-8").rstrip("\n").split("\n"), *lines[high:]])
