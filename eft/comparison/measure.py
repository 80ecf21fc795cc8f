"""All measurements of a comparison, stage by stage; a finished stage is a file and is not repeated."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eft.comparison import anytime, one_step, parents, table
from eft.comparison.anytime import Curve
from eft.comparison.one_step import Rule, Sample
from eft.comparison.parents import SEED, Parent
from eft.comparison.starts import starts
from eft.comparison.verdicts import Verdicts
from eft.evaluation.evaluate import SandboxEvaluator, space
from eft.evaluation.tasks import select_counted, without_relatives
from eft.log import Progress
from eft.runs import write_atomic
from eft.search.archives._protocol import Archive
from eft.search.engine import Engine, Flow
from eft.search.plan import Prompting, Search
from eft.search.store import Store
from eft.statistics import mean_interval
from eft.types import Backend, Evaluator, Task, UserError

if TYPE_CHECKING:
    from eft.compare import Settings

FRESH = 1000  # first program seed of a verdict; searches use small numbers
PARENT_SEED = 7_000  # seed of the searches that make the fixed parents


def chosen(settings: Settings) -> list[Task]:
    """The tasks of a comparison; UserError if the strict split leaves none of them."""
    tasks = select_counted(settings.tasks)
    if settings.split == "strict":
        tasks = without_relatives(tasks)
        if not tasks:
            raise UserError(f"tasks={list(settings.tasks)} split=strict: each of them has relatives among the training families")
    return tasks


async def measure(settings: Settings, *, quiet: bool = False) -> dict[str, Any]:
    """Parents, then every arm's edits and searches, then the table as plain data."""
    tasks = {task.id: task for task in chosen(settings)}
    make = _taken if settings.parents is not None else _parents
    fixed = await _stage(settings.out / "parents.json", lambda: make(settings, tasks, quiet), _read_parents)
    if not fixed:
        raise UserError("compare: no parents: the searches that make them found no valid program")
    samples: dict[str, list[Sample]] = {}
    curves: dict[str, list[Curve]] = {}
    for arm in settings.arms:
        folder = settings.out / "arms" / arm.name
        folder.mkdir(parents=True, exist_ok=True)
        held = _Arm(settings, arm, tasks, folder, quiet)
        try:
            samples[arm.name] = await _stage(folder / "one_step.json", partial(held.edits, fixed), _read_samples)
            curves[arm.name] = await _stage(folder / "anytime.json", held.searches, _read_curves)
        finally:
            await held.close()
    return _result(settings, tasks, fixed, samples, curves)


async def _stage(file: Path, work: Callable[[], Awaitable[list[Any]]], read: Callable[[list[Any]], list[Any]]) -> list[Any]:
    if not file.is_file():
        made = await work()
        write_atomic(file, json.dumps([item.plain() for item in made]).encode())
    try:
        return read(json.loads(file.read_text()))
    except (ValueError, TypeError, KeyError) as error:
        raise UserError(f"{file}: damaged ({error}); delete it to measure this part again") from error


def _read_parents(rows: list[Any]) -> list[Parent]:
    return [Parent(**row) for row in rows]


def _read_samples(rows: list[Any]) -> list[Sample]:
    return [Sample(**row) for row in rows]


def _read_curves(rows: list[Any]) -> list[Curve]:
    return [Curve(**{**row, "progress": tuple(row["progress"]), "closed": tuple(row["closed"])}) for row in rows]


def _evaluator(settings: Settings, purpose: str) -> SandboxEvaluator | Verdicts:
    """One for searching, or for reporting (final half of hidden pools)."""
    made = SandboxEvaluator(profile=settings.profile, sandbox=settings.sandbox, workers=settings.workers, purpose=purpose)
    return made if settings.verdicts is None else Verdicts(made, settings.verdicts, purpose)


def _engine(
    settings: Settings, store: Store, evaluator: Evaluator, backend: Backend, prompting: Prompting, progress: Progress, archive: Archive
) -> Engine:
    seen: dict[str, int] = {}

    def on_attempt(attempt: Any, live: Any, best: bool) -> None:
        seen[live.search.name] = live.counts.attempts
        progress.update(sum(seen.values()))

    flow = Flow(order="strict", window=1, batch=settings.batch, streams=2, workers=settings.workers)
    return Engine(store, evaluator, backend, archive, flow=flow, prompting=prompting, space=space, on_attempt=on_attempt)


async def _taken(settings: Settings, tasks: Mapping[str, Task], quiet: bool) -> list[Parent]:
    """Those of another comparison that belong to these tasks."""
    file = Path(settings.parents or "") / "parents.json"
    if not file.is_file():
        raise UserError(f"parents={settings.parents}: no parents.json there; name the folder of a comparison")
    return [parent for parent in _read_parents(json.loads(file.read_text())) if parent.task in tasks]


async def _parents(settings: Settings, tasks: Mapping[str, Task], quiet: bool) -> list[Parent]:
    """One teacher search per held-out task; its programs serve as parents for measuring and are never trained on."""
    first = starts(settings.starts, tasks)
    searches = [Search(task, PARENT_SEED + settings.seed, settings.parent_attempts, first[name]) for name, task in tasks.items()]
    evaluator = _evaluator(settings, "search")
    backend = settings.parents_by.build()
    folder = settings.out / "parents"
    folder.mkdir(exist_ok=True)
    try:
        with Store(folder / "run.db") as store, Progress("parents", len(searches) * settings.parent_attempts, quiet=quiet) as progress:
            await _engine(settings, store, evaluator, backend, Prompting(style="compact"), progress, settings.archive).run(searches)
            found = [p for s in searches for p in parents.choose(store, s.name, s.task, settings.per_stage, settings.seed)]
            hand = [p for task in tasks.values() for p in parents.hand_written(task, evaluator)] if settings.hand_written else []
            begun = [Parent(name, SEED, text) for name, text in first.items()] if settings.starts is not None else []
            return found + hand + begun
    finally:
        evaluator.close()
        await backend.close()


class _Arm:
    """One arm while it is measured; its model is loaded on first use only."""

    def __init__(self, settings: Settings, arm: Any, tasks: Mapping[str, Task], folder: Path, quiet: bool) -> None:
        self._settings, self._arm, self._tasks, self._folder, self._quiet = settings, arm, tasks, folder, quiet
        self._backend: Backend | None = None
        own = {"temperature": arm.temperature, "backtrack": arm.backtrack}
        self._prompting = replace(settings.prompting, **{key: value for key, value in own.items() if value is not None})

    @property
    def backend(self) -> Backend:
        if self._backend is None:
            self._backend = self._arm.backend.build()
        return self._backend

    async def close(self) -> None:
        if self._backend is not None:
            await self._backend.close()

    async def edits(self, fixed: Sequence[Parent]) -> list[Sample]:
        """One edit of every fixed parent, `samples` times."""
        s = self._settings
        asked = one_step.requests(fixed, self._tasks, s.samples, self._prompting, space, s.seed)
        evaluator = _evaluator(s, "final")
        done = 0
        try:
            with Progress(f"{self._arm.name}: edits", 2 * len(asked), quiet=self._quiet) as progress:

                def tick(count: int) -> None:
                    nonlocal done
                    done += count
                    progress.update(done)

                answers = await one_step.replies(self.backend, asked, 2 * s.batch, tick)
                rule = Rule(tuple(range(FRESH, FRESH + s.fresh_seeds)), s.min_gain, s.min_errors)
                return one_step.judge(fixed, self._tasks, answers, s.samples, evaluator, rule, s.workers, tick)
        finally:
            evaluator.close()

    async def searches(self) -> list[Curve]:
        """Searches from the seed programs or what stands for them, then their champions on fresh seeds."""
        s = self._settings
        first = starts(s.starts, self._tasks)
        runs = [Search(task, s.seed + number, s.attempts, first[name]) for number in range(s.seeds) for name, task in self._tasks.items()]
        evaluator = _evaluator(s, "search")
        reporting = _evaluator(s, "final")
        try:
            with Store(self._folder / "run.db") as store:
                with Progress(f"{self._arm.name}: search", len(runs) * s.attempts, quiet=self._quiet) as progress:
                    archive = self._arm.archive or s.archive
                    await _engine(s, store, evaluator, self.backend, self._prompting, progress, archive).run(runs)
                fresh = range(FRESH + 500, FRESH + 500 + s.fresh_seeds)
                return anytime.curves(store, runs, reporting, list(fresh), s.workers, lambda count: None)
        finally:
            evaluator.close()
            reporting.close()


def _result(
    settings: Settings,
    tasks: Mapping[str, Task],
    fixed: Sequence[Parent],
    samples: Mapping[str, Sequence[Sample]],
    curves: Mapping[str, Sequence[Curve]],
) -> dict[str, Any]:
    found = {name: table.measures(samples[name], curves[name], settings.attempts) for name in samples}
    differences = {
        f"{settings.tuned} - {other}": {m: table.difference(found[settings.tuned][m], found[other][m]) for m, _ in table.MEASURES}
        for other in settings.against
    }
    return {
        "tasks": len(tasks),
        "task_ids": sorted(tasks),
        "seeds": settings.seeds,
        "attempts": settings.attempts,
        "parents": len(fixed),
        "parents_hash": hashlib.sha256(json.dumps([p.plain() for p in fixed]).encode()).hexdigest(),
        "samples": settings.samples,
        "fresh_seeds": settings.fresh_seeds,
        "arms": {name: table.describe(samples[name], curves[name], settings.attempts, settings.points) for name in samples},
        "differences": differences,
        "curves": {name: _mean_curve(curves[name]) for name in curves},
    }


def _mean_curve(curves: Sequence[Curve]) -> dict[str, list[float]]:
    columns = [mean_interval([c.progress[i] for c in curves], draws=1000) for i in range(min(len(c.progress) for c in curves))]
    means = [c.mean or 0.0 for c in columns]
    return {
        "mean": means,
        "low": [m if c.low is None else c.low for c, m in zip(columns, means, strict=True)],
        "high": [m if c.high is None else c.high for c, m in zip(columns, means, strict=True)],
    }
