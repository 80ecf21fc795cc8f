"""Task folders of other projects, judged by their own evaluators: evaluator and candidate run together in one jail.

The verdict is the folder's, not ours: the program could forge it, so outcomes say `trust: folder`. What the evaluator returns is plain
data by the time it is read here, and only a finite `combined_score` (or the mean that stands for it) becomes a score.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import math
import os
import pkgutil
import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from eft.evaluation import conventions
from eft.evaluation.record import record
from eft.evaluation.sandbox.bubblewrap import View
from eft.evaluation.sandbox.jail import REMEDY, interpret, judged, missing, packages
from eft.evaluation.sandbox.protocol import Result
from eft.evaluation.sandbox.staging import Stage
from eft.evaluation.sandbox.verdict import printable
from eft.evaluation.sandbox.zygote import package_folders
from eft.types import Direction, Limits, Outcome, Scale, Status, Task, UserError

KIND = "foreign"  # of its task
PACKAGES = ("numpy", "scipy")
PLACE = "/task"  # the folder inside the jail, read-only, the working directory
RESOLUTION = 1e-9  # differences of scores below it mean nothing; a folder says nothing of its own
MEMORY_MB, OUTPUT_MB = 2048, 8
MAX_FEEDBACK = 2000
SCORE = "combined_score"
Protocol = Literal["function", "shinka", "codeevolve", "harbor", "frontier"]


@dataclass(frozen=True)
class ForeignFolder:
    """What a convention reads from a folder. not_fitness: metrics that are left out of the mean. warnings: what was not understood.

    initial: the first program, if the convention has one. evaluator: file in the folder, asked in the way of `protocol`.
    thresholds: what stage n must reach for stage n + 1 to run. timeout_s: of one evaluation, wall time. fitness: the metric that is the
    score. arguments: further words for the evaluator. config: JSON that it finds by OPENEVOLVE_CONFIG_PATH. submission: where it
    expects the program, where it cannot be told.
    """

    path: Path
    convention: str
    initial: Path | None
    evaluator: str
    suffix: str
    statement: str
    timeout_s: float
    protocol: Protocol = "function"
    memory_mb: float | None = None
    cascade: bool = False
    thresholds: tuple[float, ...] = ()
    artifacts: bool = True
    fitness: str = SCORE
    not_fitness: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    config: str = ""
    submission: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignTask(Task):
    """A task whose seed program and evaluator are a foreign folder's."""

    source: ForeignFolder | None = None

    @property
    def initial(self) -> str:
        """Source of the first program, all of it in one block if it marks none, as OpenEvolve reads it. UserError if there is none."""
        assert self.source is not None  # load_task sets it
        if self.source.initial is None:
            raise UserError(f"{self.folder}: has no first program to start from; give initial=FILE")
        text = _read(self.source.initial)
        return text if "EVOLVE-BLOCK" in text else f"# EVOLVE-BLOCK-START\n{text.rstrip()}\n# EVOLVE-BLOCK-END\n"


def names() -> list[str]:
    """The conventions there are."""
    return sorted(module.name for module in pkgutil.iter_modules(conventions.__path__) if not module.name.startswith("_"))


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
    name = re.sub(r"[^a-z0-9_]+", "_", found.path.name.lower()).strip("_") or "task"
    memory_mb = MEMORY_MB if found.memory_mb is None else max(1, round(found.memory_mb))
    limits = Limits(cpu_s=found.timeout_s * (os.cpu_count() or 1), wall_s=found.timeout_s, memory_mb=memory_mb, output_mb=OUTPUT_MB)
    return ForeignTask(
        id=f"foreign/{name}", domain="foreign", family=f"foreign/{name}", params={}, split="train", direction=Direction.MAX, unit=found.fitness,
        scale=Scale.GAIN, representation="program", statement=found.statement, inputs={}, outputs={}, kind=KIND, limits=limits,
        cheap_calls=0, resolution=RESOLUTION, baseline=None, best_known=None, far_bound=None, folder=found.path, tags=(found.convention,),
        source=found,
    )  # fmt: skip


class ForeignEvaluator:
    """Judges programs by the evaluator of their task's folder, `workers` at a time. cpu_s, wall_s tighten the folder's limits.

    modules: installed packages that evaluator and program may import besides numpy and scipy; what these import must be among them.
    """

    profile = "folder/jail"

    def __init__(self, workers: int = 1, *, cpu_s: float | None = None, wall_s: float | None = None, modules: Sequence[str] = ()) -> None:
        if lack := missing():
            raise UserError(f"a task folder of another project needs the jail: {lack}; {REMEDY}")
        self._cpu_s, self._wall_s = cpu_s, wall_s
        self._stage = Stage()
        self._versions: dict[Path, str] = {}
        self._works: set[Path] = set()
        self._places = threading.BoundedSemaphore(workers)
        self._modules = tuple(modules)
        self._packages = packages(package_folders() | installed(modules))

    def version(self, task: Task) -> str:
        """Hash of every file of the folder but the first program and what runs leave behind; read once."""
        path = _source(task).path
        if path not in self._versions:
            self._versions[path] = version(task)
        return self._versions[path]

    def evaluate(self, task: Task, source: str, *, seeds: Sequence[int] | None = None) -> Outcome:
        """The folder's verdict on `source`. `seeds` have no meaning to a foreign evaluator.

        Raises UserError when the folder's evaluator cannot be loaded, InfrastructureError when the machine failed.
        """
        folder, limits = _source(task), _tightened(task.limits, self._cpu_s, self._wall_s)
        request = {
            "program": source.encode("utf-8", "backslashreplace").decode(), "suffix": folder.suffix, "folder": PLACE,
            "evaluator": folder.evaluator, "cascade": folder.cascade, "thresholds": list(folder.thresholds), "protocol": folder.protocol,
            "arguments": list(folder.arguments), "config": folder.config, "submission": folder.submission,
        }  # fmt: skip
        with self._places:
            result = judged(interpret("folder", self._view(folder), request, limits, patient=True), limits, 1, excuse=False)
        try:
            status, score, reason, notes = read(result, folder, self._modules)
        except UserError as error:  # the folder's own fault, unless the folder works for another program
            if not self._sound(task, source):
                raise
            status, score, reason, notes = Status.ERROR, None, str(error), []
        else:
            self._works.add(folder.path)
        feedback = "\n".join([f"{status}: {reason}" if reason else f"score {score:.10g}", *notes])
        return Outcome(
            status, score=score, reason=printable(reason, MAX_FEEDBACK), feedback=printable(feedback, MAX_FEEDBACK),
            scores=() if score is None else (score,), seconds=result.seconds, cpu_s=result.cpu_s, max_rss_mb=result.max_rss_mb,
            profile=self.profile, evaluator=self.version(task), record=record(limits, (), [result]), trust="folder",
        )  # fmt: skip

    def _view(self, folder: ForeignFolder) -> View:
        place = self._stage.place(folder.path)
        files = self._packages | {PLACE: str(place)}
        if folder.protocol != "harbor":
            return View(files=files, folder=PLACE)
        return View(files=files | {"/tests": f"{place}/tests"}, folder=PLACE, scratch=("/app", "/logs"))

    def _sound(self, task: Task, source: str) -> bool:
        """Whether the folder's evaluator has worked, or works for the first program: what a candidate says of it is not believed."""
        folder = _source(task)
        if folder.path not in self._works and folder.initial is not None and (first := _read(folder.initial)) != source:
            self.evaluate(task, first)
        return folder.path in self._works

    def close(self) -> None:
        """Nothing but copies of folders outlives an evaluation."""
        self._stage.close()


def installed(modules: Sequence[str]) -> dict[str, str]:
    """Places of packages and single modules. UserError for one that is not installed."""
    found = {}
    for name in modules:
        spec = importlib.util.find_spec(name) if name.isidentifier() else None
        if spec is None or not (spec.submodule_search_locations or spec.origin):
            raise UserError(f"modules: {name}: no package of that name is installed beside eft")
        places = list(spec.submodule_search_locations or ())
        found[name if places else f"{name}{Path(str(spec.origin)).suffix}"] = places[0] if places else str(spec.origin)
    return found


def read(result: Result, folder: ForeignFolder, modules: Sequence[str] = ()) -> tuple[Status, float | None, str, list[str]]:
    """(status, score, reason, notes for the model) of what came out of the jail. UserError when it says that the folder is broken."""
    if result.status is not Status.OK:
        log = result.log.strip()[-300:]
        return result.status, None, result.error, [f"last output:\n{log}"] if log else []
    answer = result.answers[0]
    if not isinstance(answer, dict):
        return Status.INVALID, None, "the result is not a report", []
    if "broken" in answer:
        shown = ", ".join((*PACKAGES, *modules))
        raise UserError(
            f"{folder.path}: {printable(str(answer['broken']), 1000)} (the jail shows {shown}; modules=[NAME, …] shows other installed packages)"
        )
    if "incorrect" in answer:
        return Status.INVALID, None, printable(str(answer["incorrect"]), 1000), []
    if "returned" in answer:
        return Status.INVALID, None, f"evaluate returned {printable(str(answer['returned']), 80)}, expected a dict of metrics", []
    metrics, artifacts = answer.get("metrics"), answer.get("artifacts")
    if not isinstance(metrics, dict) or not isinstance(artifacts, dict):
        return Status.INVALID, None, "the result is not a report", []
    score, reason = combined(metrics, folder.not_fitness, folder.fitness)
    notes = [f"{name}: {_shown(value)}" for name, value in metrics.items() if name != folder.fitness]
    notes += [f"{name}:\n{value}" for name, value in artifacts.items()] if folder.artifacts else []
    return (Status.OK if score is not None else Status.INVALID), score, reason, notes


def combined(metrics: Mapping[str, Any], not_fitness: Sequence[str], fitness: str = SCORE) -> tuple[float | None, str]:
    """(score, what to say of it). The score is the metric `fitness`; without it the mean of the other numbers. None: no finite number."""
    if fitness in metrics:
        value = metrics[fitness]
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None, f"{fitness} is {'a truth value' if isinstance(value, bool) else 'text'}, expected a number: {_shown(value)[:200]}"
        return (float(value), "") if math.isfinite(value) else (None, f"{fitness} is {value}")
    numbers = {k: v for k, v in metrics.items() if type(v) in (int, float) and k not in not_fitness}
    if not numbers or fitness != SCORE:  # a fitness that the folder names itself has no stand-in
        error = f": {_shown(metrics['error'])[:500]}" if "error" in metrics else ""
        return None, f"no {fitness}{' and no other number' if fitness == SCORE else ''} among the metrics{error}"
    if bad := [name for name, value in numbers.items() if not math.isfinite(value)]:
        return None, f"no {fitness}, and {', '.join(bad)[:200]} is not finite"
    return sum(numbers.values()) / len(numbers), f"no {fitness}: the mean of {', '.join(numbers)[:200]}"


def warnings(chosen: Iterable[Task]) -> list[str]:
    """What was not understood of the foreign folders among these tasks."""
    return [words for task in chosen if isinstance(task, ForeignTask) and task.source is not None for words in task.source.warnings]


def version(task: Task) -> str:
    """Hash of every file of the folder but the first program and what runs leave behind."""
    source, digest = _source(task), hashlib.sha256()
    for file in sorted(path for path in source.path.rglob("*") if path.is_file() and path != source.initial and not _made(source, path)):
        digest.update(f"{file.relative_to(source.path)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{file}: {getattr(error, 'strerror', None) or 'not UTF-8 text'}") from error


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
