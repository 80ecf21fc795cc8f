"""How a run's programs are judged: which kind of evaluator, under which limits, and where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from eft.evaluation.foreign import ForeignTask
from eft.evaluation.judges import Kind
from eft.search.executors._protocol import Executor, Setup, lane
from eft.search.executors._recipe import JudgeRecipe
from eft.search.store import Store
from eft.types import Task, UserError

if TYPE_CHECKING:
    from eft.evolve import Settings


def judged_by(settings: Settings, tasks: Iterable[Task]) -> Kind:
    """The kind of evaluator that settings and tasks ask for. UserError for tasks of both kinds: they share none."""
    foreign = {isinstance(task, ForeignTask) for task in tasks}
    if len(foreign) > 1:
        raise UserError("tasks of the suite and folders of other projects cannot share a run; start one for each kind")
    if settings.modules and True not in foreign:
        raise UserError("modules: only folders of other projects may be shown more packages; programs of the suite have numpy and scipy")
    if True in foreign and settings.sandbox == "unsafe":
        raise UserError("sandbox=unsafe: a task folder of another project is judged in the jail only")
    return "folder" if True in foreign and settings.evaluator == "sandbox" else settings.evaluator


def recipe(settings: Settings, tasks: Iterable[Task]) -> JudgeRecipe:
    """How the evaluators of the settings and tasks are made."""
    return JudgeRecipe(
        judged_by(settings, tasks),
        settings.profile,
        settings.sandbox,
        settings.instance_secret,
        cpu_s=settings.cpu_s,
        wall_s=settings.wall_s,
        modules=settings.modules,
    )


def open_executor(settings: Settings, tasks: Iterable[Task], store: Store) -> Executor:
    """Where the settings want programs judged; cores are set aside if a task's score is a time."""
    chosen = list(tasks)
    timing = any(lane(task) == "timing" for task in chosen)
    made = recipe(settings, chosen)
    executor: Executor = settings.executor.build(Setup(made, settings.workers, timing, store.event, made.version))
    return executor
