"""Every task there is, by whatever names it: the suite's, those that the user has added, and folders given by their paths.

`add` copies a folder below USER_TASKS of the home folder, so that its id works everywhere and later changes of the original change no
verdict.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from eft.evaluation import tasks
from eft.evaluation.tasks import FOREIGN, user_folder
from eft.types import Task, UserError

LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*", "openevolve_output*")  # what runs leave behind


def find(name: str) -> Task:
    """The task with this id, or of this folder. UserError with the nearest id, or with the tasks that a folder holds."""
    found = _own(_of_folder(name))
    if found is None:
        return tasks.find(name) if not name.startswith(f"{FOREIGN}/") else _added(name)
    if len(found) > 1:
        raise UserError(f"{name}: holds {len(found)} tasks; name one, e.g. {name.rstrip('/')}/{found[0].id.rpartition('/')[2]}")
    return found[0]


def select(names: Iterable[str], *, copies: bool = False) -> list[Task]:
    """Tasks named by id, family, split or folder, without repeats. copies: a folder may be a changed copy of a family of the suite."""
    chosen: dict[str, Task] = {}
    for name in names:
        found = _of_folder(name) if copies else _own(_of_folder(name))
        if found is None:
            found = [_added(name)] if name.startswith(f"{FOREIGN}/") else tasks.select((name,))
        for task in found:
            if task.id in chosen and chosen[task.id].folder != task.folder:
                raise UserError(f"{task.folder} and {chosen[task.id].folder}: both are called {task.id}; rename one of the folders")
            chosen[task.id] = task
    return list(chosen.values())


def added() -> list[Task]:
    """The tasks of every folder that the user has added."""
    own = [task for family in tasks.own_families() for task in tasks.read_family(family)]
    return own + [_added(f"{FOREIGN}/{folder.name}") for folder in sorted((user_folder() / FOREIGN).glob("*")) if folder.is_dir()]


def add(folder: Path) -> list[Task]:
    """Copy a folder to the user's tasks; returns the tasks it holds. UserError if it holds none, or if another one has its id."""
    found = _own(_of_folder(str(folder)))
    if found is None:
        raise UserError(f"{folder}: no such folder")
    family = found[0].family
    if family in tasks.families():
        raise UserError(f"{folder}: is part of the suite already")
    place = user_folder() / family
    if place.exists():
        raise UserError(f"{place}: is there already; remove it first to add {folder} in its place")
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".") as new:  # whole or not at all
        shutil.copytree(folder.resolve(), Path(new) / "copy", ignore=LEFT_OUT)
        os.rename(Path(new) / "copy", place)
    tasks.own_families.cache_clear()
    return list(tasks.read_family(family)) if (place / tasks.FILE).is_file() else [_added(family)]


def _added(task_id: str) -> Task:
    from eft.evaluation import foreign

    folder = user_folder() / task_id
    if not folder.is_dir():
        raise UserError(f"task {task_id}: unknown; name its folder, or make it known with `eft tasks add FOLDER`")
    return foreign.load_task(folder)


def _own(found: list[Task] | None) -> list[Task] | None:
    """The same. UserError for a copy of a family of the suite: its verdicts would go by the names of the suite's."""
    for task in found or ():
        if task.family in tasks.families() and tasks.read_family(task.family)[0].folder != task.folder:
            raise UserError(f"{task.folder}: {task.family} is a family of the suite; rename the folder, or the one above it")
    return found


def _of_folder(name: str) -> list[Task] | None:
    """Tasks of the folder at the path `name`, or the one of `FOLDER/key=value,…`; None if there is no such folder, or the name is an id."""
    path = Path(name)
    if name in (*tasks.families(), *tasks.own_families()) or name in ("train", "heldout"):
        return None
    if path.is_dir() and (path / tasks.FILE).is_file():
        return list(tasks.read_folder(path))
    if path.is_dir():
        from eft.evaluation import foreign

        return [foreign.load_task(path)]
    if "=" in path.name and (path.parent / tasks.FILE).is_file() and path.parent != Path():
        return [task for task in tasks.read_folder(path.parent) if task.id.rpartition("/")[2] == path.name] or None
    return None
