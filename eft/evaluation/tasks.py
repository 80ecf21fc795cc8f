"""Task folders: `tasks/<domain>/<family>/task.yaml` read, checked and given ids `domain/family/key=value,…`."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from eft.config import did_you_mean, load_yaml, shared_folder
from eft.types import KERNEL_LETTER, Direction, Known, Limits, Scale, Task, UserError

FAMILY_KEYS = {
    "statement", "direction", "unit", "scale", "representation", "split", "kind", "tags", "resolution", "inputs", "outputs", "limits",
    "cheap", "instances",
}  # fmt: skip
INSTANCE_KEYS = {"baseline", "best_known", "far_bound", "resolution", "limits", "cheap", "split", "args"}
FILE, FOREIGN = "task.yaml", "foreign"  # FOREIGN: domain of other projects' folders
SPLITS = ("train", "heldout")
KIN = "kin="  # tag of training families: the held-out family, or group of families, that they are near to
TIMED_LETTER = "C"  # representation of families whose Python programs are timed
USER_TASKS = Path(".eft", "tasks")  # below the home folder
WALL_PER_CPU = 3.0  # wall limit = 3 × CPU limit (suite contract)


def all_tasks(split: str | None = None) -> list[Task]:
    """Every task of the suite, in id order of families; `split`: train | heldout | None for both."""
    if split not in (None, *SPLITS):
        raise UserError(f"split {split!r}: expected train or heldout")
    return [task for family in families() for task in read_family(family) if split in (None, task.split)]


def strict_split(split: str = "train") -> list[Task]:
    """The tasks of a split without near relatives in the other one: the strict split."""
    return without_relatives(all_tasks(split))


def without_relatives(chosen: Iterable[Task]) -> list[Task]:
    """Without the training families that are kin to held-out ones, and without the held-out ones that they are kin to."""
    kins = {kin(task) for task in all_tasks("train")} - {""}
    return [task for task in chosen if not kin(task) and not (task.split == "heldout" and any(related(task, name) for name in kins))]


def kin(task: Task) -> str:
    """The held-out relative that a training family names by its tag `kin=`, or an empty string."""
    return next((tag.removeprefix(KIN) for tag in task.tags if tag.startswith(KIN)), "")


def is_timed(task: Task) -> bool:
    """Whether the score of the task's family is a speed."""
    return task.representation in (TIMED_LETTER, KERNEL_LETTER)


def is_kernel(task: Task) -> bool:
    """Whether the programs of the task's family are C, which the kernel timer compiles and times."""
    return task.representation == KERNEL_LETTER


def related(task: Task, name: str) -> bool:
    """Whether `kin=name` means this task's family: `circles` means circles_in_square as well as circles_in_region."""
    family = task.family.rpartition("/")[2]
    return family == name or family.startswith(f"{name}_")


def find(task_id: str) -> Task:
    """The task with this id; UserError with the nearest id otherwise."""
    domain, _, rest = task_id.partition("/")
    family = "/".join((domain, rest.partition("/")[0]))
    if family in (*families(), *own_families()):
        for task in read_family(family):
            if task.id == task_id:
                return task
        known = [task.id for task in read_family(family)]
    else:
        known = [task.id for task in all_tasks()]
    if Path(task_id).is_dir():
        raise UserError(f"task {task_id}: a folder; only `eft score`, `eft evolve` and `eft tasks` take folders, others once it is added")
    raise UserError(f"task {task_id}: unknown{did_you_mean(task_id, known)} (`eft tasks` lists all)")


def select(patterns: tuple[str, ...]) -> list[Task]:
    """Tasks named by id, by family (`codes/labs`: all its tasks) or by split (`train`, `heldout`), without repeats."""
    chosen: dict[str, Task] = {}
    for pattern in patterns:
        if pattern in SPLITS:
            found = all_tasks(pattern)
        elif pattern in families() or pattern in own_families():
            found = list(read_family(pattern))
        else:
            found = [find(pattern)]
        chosen |= {task.id: task for task in found}
    return list(chosen.values())


def select_counted(patterns: tuple[str, ...]) -> list[Task]:
    """As `select`, for commands that set no core aside for timing: a split stands for its tasks without those whose score is a time.

    UserError for such a task that is named.
    """
    chosen = select(patterns)
    splits = {task.id for task in select(tuple(pattern for pattern in patterns if pattern in SPLITS))}
    if named := [task.id for task in chosen if is_timed(task) and task.id not in splits]:
        raise UserError(f"{named[0]}: its score is a time, and no cores are set aside for that here; use `eft evolve`")
    return [task for task in chosen if not is_timed(task)]


@cache
def families() -> tuple[str, ...]:
    """`domain/family` of every folder that holds a task.yaml."""
    root = shared_folder("tasks")
    return tuple(sorted(f"{file.parent.parent.name}/{file.parent.name}" for file in root.glob(f"*/*/{FILE}")))


def user_folder() -> Path:
    """Where the tasks lie that the user has added."""
    return Path.home() / USER_TASKS


@cache
def own_families() -> tuple[str, ...]:
    """Families that the user has added. No split holds them: they are chosen by name."""
    return tuple(sorted(f"{file.parent.parent.name}/{file.parent.name}" for file in user_folder().glob(f"*/*/{FILE}")))


@cache
def read_family(family: str) -> tuple[Task, ...]:
    """All tasks of one family; UserError names the file and key that is wrong."""
    return read_folder((user_folder() if family in own_families() else shared_folder("tasks")) / family)


def read_folder(folder: Path) -> tuple[Task, ...]:
    """All tasks of one family's folder, wherever it lies; the last two parts of its path are its domain and name."""
    file = folder.resolve() / FILE
    data = load_yaml(file)
    for key in data:
        if key not in FAMILY_KEYS:
            raise UserError(f"{file}: unknown key {key}{did_you_mean(key, FAMILY_KEYS)}")
    if missing := sorted(FAMILY_KEYS - {"tags"} - set(data)):
        raise UserError(f"{file}: missing {', '.join(missing)}")
    if not isinstance(data["instances"], list) or not all(isinstance(instance, dict) for instance in data["instances"]):
        raise UserError(f"{file}: instances: expected a list of `- {{key: value, …}}` lines")
    return tuple(_task(file, data, instance) for instance in data["instances"])


def _task(file: Path, data: Mapping[str, Any], instance: Mapping[str, Any]) -> Task:
    domain, family = file.parent.parent.name, file.parent.name
    params = {key: value for key, value in instance.items() if key not in INSTANCE_KEYS}
    known = instance.get("best_known")
    try:
        return Task(
            id=f"{domain}/{family}/" + ",".join(f"{key}={value}" for key, value in params.items()),
            domain=domain,
            family=f"{domain}/{family}",
            params=params,
            split=instance.get("split", data["split"]),
            direction=Direction(data["direction"]),
            unit=data["unit"],
            scale=Scale(data["scale"]),
            representation=data["representation"],
            statement=data["statement"].strip(),
            inputs=data["inputs"],
            outputs=data["outputs"],
            kind=data["kind"],
            limits=_limits({**data["limits"], **instance.get("limits", {})}),
            cheap_calls=int({**data["cheap"], **instance.get("cheap", {})}["calls"]),
            resolution=float(instance.get("resolution", data["resolution"])),
            baseline=_number(instance.get("baseline")),
            best_known=None if known is None else Known(**{**known, "date": str(known["date"]), "value": float(known["value"])}),
            far_bound=_number(instance.get("far_bound")),
            folder=file.parent,
            tags=tuple(data.get("tags", ())),
            args=instance.get("args", {}),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(f"{file}: instance {params}: {type(error).__name__}: {error}") from error


def _limits(data: Mapping[str, Any]) -> Limits:
    return Limits(**{"wall_s": WALL_PER_CPU * data["cpu_s"], **data})


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def load_module(task: Task, name: str) -> ModuleType:
    """The family's trusted module `score` or `objective`, imported once per process under a private name."""
    return _load_module(task.folder / f"{name}.py")


@cache
def _load_module(file: Path) -> ModuleType:
    private = "eft_task_" + "_".join((*file.parts[-3:-1], file.stem))
    spec = importlib.util.spec_from_file_location(private, file)
    if spec is None or spec.loader is None or not file.is_file():
        raise UserError(f"{file}: no such task module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[private] = module
    spec.loader.exec_module(module)
    return module


@cache
def _pools(file: Path) -> Mapping[str, Any]:
    try:
        return dict(json.loads(file.read_text(encoding="utf-8"))["pools"])
    except (OSError, ValueError, KeyError) as error:
        raise UserError(f"{file}: unreadable pool ({error}); rebuild it from the reference solver of the family") from error


def pool(task: Task, half: str) -> list[Mapping[str, Any]]:
    """Entries {seed, reference, hash} of a hidden task's pool; half: `search` or `final`. The sandbox can't read the file."""
    file, name = task.folder / "pool.json", task.params["pool"]
    pools = _pools(file)
    if name not in pools:
        raise UserError(f"{file}: no pool {name}; there is: {', '.join(pools)}")
    return list(pools[name][half])
