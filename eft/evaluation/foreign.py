"""Task folders of other projects, judged by their own evaluators: evaluator and candidate run together in one jail.

The verdict is the folder's, not ours: the program could forge it, so outcomes say `trust: folder`. What the evaluator returns is plain
data by the time it is read here, and only a finite `combined_score` (or the mean that stands for it) becomes a score.
"""

from __future__ import annotations

import hashlib
import importlib
import math
import os
import pkgutil
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from eft.evaluation import conventions
from eft.evaluation.record import record
from eft.evaluation.sandbox.bubblewrap import View
from eft.evaluation.sandbox.jail import REMEDY, interpret, judged, missing, packages
from eft.evaluation.sandbox.protocol import Result
from eft.evaluation.sandbox.staging import Stage
from eft.evaluation.sandbox.verdict import printable
from eft.evaluation.sandbox.zygote import package_folders
from eft.types import Direction, Limits, Outcome, Scale, Status, Task, UserError

PLACE = "/task"  # the folder inside the jail, read-only, the working directory
MEMORY_MB, OUTPUT_MB = 2048, 8
MAX_FEEDBACK = 2000
SCORE = "combined_score"


@dataclass(frozen=True)
class ForeignFolder:
    """What a convention reads from a folder. not_fitness: metrics that are left out of the mean. warnings: what was not understood.

    thresholds: what stage n must reach for stage n + 1 to run. timeout_s: of one evaluation, wall time.
    """

    path: Path
    convention: str
    initial: Path
    evaluator: str
    suffix: str
    statement: str
    timeout_s: float
    cascade: bool = False
    thresholds: tuple[float, ...] = ()
    not_fitness: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignTask(Task):
    """A task whose seed program and evaluator are a foreign folder's."""

    source: ForeignFolder | None = None

    @property
    def initial(self) -> str:
        """Source of the folder's first program."""
        assert self.source is not None  # load_task sets it
        return self.source.initial.read_text(encoding="utf-8")


def names() -> list[str]:
    """The conventions there are."""
    return sorted(module.name for module in pkgutil.iter_modules(conventions.__path__))


def find(folder: Path) -> ForeignFolder | None:
    """The folder as the first convention that recognises it reads it, or None."""
    if folder.is_dir():
        for name in names():
            convention = importlib.import_module(f"{conventions.__name__}.{name}")
            if convention.recognises(folder):
                found: ForeignFolder = convention.load(folder.resolve())
                return found
    return None


def load_task(folder: Path) -> ForeignTask:
    """The task of a foreign folder. UserError if no convention recognises it."""
    found = find(folder)
    if found is None:
        raise UserError(f"{folder}: neither a task nor a task folder of another project (known: {', '.join(names())})")
    name = found.path.name
    limits = Limits(cpu_s=found.timeout_s * (os.cpu_count() or 1), wall_s=found.timeout_s, memory_mb=MEMORY_MB, output_mb=OUTPUT_MB)
    return ForeignTask(
        id=f"foreign/{name}", domain="foreign", family=f"foreign/{name}", params={}, split="train", direction=Direction.MAX, unit=SCORE,
        scale=Scale.GAIN, representation="program", statement=found.statement, inputs={}, outputs={}, kind="fixed", limits=limits,
        cheap_calls=0, resolution=0.0, baseline=None, best_known=None, far_bound=None, folder=found.path, tags=(found.convention,),
        source=found,
    )  # fmt: skip


class ForeignEvaluator:
    """Judges programs by the evaluator of their task's folder, `workers` at a time. cpu_s, wall_s tighten the folder's limits.

    modules: installed packages that evaluator and program may import.
    """

    profile = "folder/jail"

    def __init__(
        self, workers: int = 1, *, cpu_s: float | None = None, wall_s: float | None = None, modules: Sequence[str] = ("numpy", "scipy")
    ) -> None:
        if lack := missing():
            raise UserError(f"a task folder of another project needs the jail: {lack}; {REMEDY}")
        self._cpu_s, self._wall_s = cpu_s, wall_s
        self._stage = Stage()
        self._versions: dict[Path, str] = {}
        self._places = threading.BoundedSemaphore(workers)
        self._packages = packages({name: folder for name, folder in package_folders().items() if name in modules})

    def version(self, task: Task) -> str:
        """Hash of every file of the folder but the first program and what runs leave behind; read once."""
        source = _source(task)
        if source.path not in self._versions:
            digest = hashlib.sha256()
            for file in sorted(
                path for path in source.path.rglob("*") if path.is_file() and path != source.initial and not _made(source, path)
            ):
                digest.update(f"{file.relative_to(source.path)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
            self._versions[source.path] = digest.hexdigest()[:12]
        return self._versions[source.path]

    def evaluate(self, task: Task, source: str, *, seeds: Sequence[int] | None = None) -> Outcome:
        """The folder's verdict on `source`. `seeds` have no meaning to a foreign evaluator.

        Raises UserError when the folder's evaluator cannot be loaded, InfrastructureError when the machine failed.
        """
        folder, limits = _source(task), _tightened(task.limits, self._cpu_s, self._wall_s)
        request = {
            "program": source.encode("utf-8", "backslashreplace").decode(), "suffix": folder.suffix, "folder": PLACE,
            "evaluator": folder.evaluator, "cascade": folder.cascade, "thresholds": list(folder.thresholds),
        }  # fmt: skip
        view = View(files=self._packages | {PLACE: str(self._stage.place(folder.path))}, folder=PLACE)
        with self._places:
            result = judged(interpret("folder", view, request, limits, patient=True), limits, 1, excuse=False)
        status, score, reason, notes = read(result, folder)
        feedback = "\n".join([f"{status}: {reason}" if reason else f"score {score:.10g}", *notes])
        return Outcome(
            status, score=score, reason=printable(reason, MAX_FEEDBACK), feedback=printable(feedback, MAX_FEEDBACK),
            scores=() if score is None else (score,), seconds=result.seconds, cpu_s=result.cpu_s, max_rss_mb=result.max_rss_mb,
            profile=self.profile, evaluator=self.version(task), record=record(limits, (), [result]), trust="folder",
        )  # fmt: skip

    def close(self) -> None:
        """Nothing but copies of folders outlives an evaluation."""
        self._stage.close()


def read(result: Result, folder: ForeignFolder) -> tuple[Status, float | None, str, list[str]]:
    """(status, score, reason, notes for the model) of what came out of the jail. Raises UserError when the folder itself is broken."""
    if result.status is not Status.OK:
        log = result.log.strip()[-300:]
        return result.status, None, result.error, [f"last output:\n{log}"] if log else []
    answer = result.answers[0]
    if not isinstance(answer, dict):
        return Status.INVALID, None, "the result is not a report", []
    if "broken" in answer:
        raise UserError(f"{folder.path}: {printable(str(answer['broken']), 1000)}")
    if "returned" in answer:
        return Status.INVALID, None, f"evaluate returned {printable(str(answer['returned']), 80)}, expected a dict of metrics", []
    metrics, artifacts = answer.get("metrics"), answer.get("artifacts")
    if not isinstance(metrics, dict) or not isinstance(artifacts, dict):
        return Status.INVALID, None, "the result is not a report", []
    score, reason = combined(metrics, folder.not_fitness)
    notes = [f"{name}: {_shown(value)}" for name, value in metrics.items() if name != SCORE]
    notes += [f"{name}:\n{value}" for name, value in artifacts.items()]
    return (Status.OK if score is not None else Status.INVALID), score, reason, notes


def combined(metrics: Mapping[str, Any], not_fitness: Sequence[str]) -> tuple[float | None, str]:
    """(score, what to say of it). The score is `combined_score`; without it the mean of the other numbers. None: no finite number."""
    if SCORE in metrics:
        value = metrics[SCORE]
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None, f"{SCORE} is {'a truth value' if isinstance(value, bool) else 'text'}, expected a number: {_shown(value)[:200]}"
        return (float(value), "") if math.isfinite(value) else (None, f"{SCORE} is {value}")
    numbers = {k: v for k, v in metrics.items() if type(v) in (int, float) and k not in not_fitness}
    if not numbers:
        error = f": {_shown(metrics['error'])[:500]}" if "error" in metrics else ""
        return None, f"no {SCORE} and no other number among the metrics{error}"
    if bad := [name for name, value in numbers.items() if not math.isfinite(value)]:
        return None, f"no {SCORE}, and {', '.join(bad)[:200]} is not finite"
    return sum(numbers.values()) / len(numbers), f"no {SCORE}: the mean of {', '.join(numbers)[:200]}"


def _shown(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _source(task: Task) -> ForeignFolder:
    if not isinstance(task, ForeignTask) or task.source is None:
        raise UserError(f"task {task.id}: not a task folder of another project")
    return task.source


def _made(source: ForeignFolder, file: Path) -> bool:
    """Whether a run made this file: caches and other projects' outputs."""
    parts = file.relative_to(source.path).parts
    return any(part == "__pycache__" or part.startswith((".", "openevolve_output")) for part in parts)


def _tightened(limits: Limits, cpu_s: float | None, wall_s: float | None) -> Limits:
    values = {field.name: getattr(limits, field.name) for field in fields(limits)}
    values["cpu_s"] = min(limits.cpu_s, cpu_s or limits.cpu_s)
    values["wall_s"] = min(limits.wall_s, wall_s or limits.wall_s)
    return Limits(**values)
