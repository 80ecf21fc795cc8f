"""`eft experiment`: a whole study over several training seeds, from collection to tables; what was measured is kept and never measured twice."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from eft.__main__ import run as run_command
from eft.config import load, merge, parse_arguments
from eft.runs import commit
from eft.steps import Step, execute, references, settings_of
from eft.types import UserError

USAGE = """eft experiment CONFIG.yaml [key=value …]

Runs the steps of a study and writes its tables and figures. Steps under `once` run once (collect, data), steps under `each` once per
training seed; `@name` in a setting stands for the folder of that step (of the same training seed), `@seed` for the number of the seed.
Every comparison leaves a cell, results/cells/NAME-SEED.json, with all numbers that the tables need. A comparison whose cell is there is
not repeated and its models are not trained, so a study may go on on another machine. Finished steps are kept too.

  out=FOLDER        runs, models (large)             results=FOLDER   cells, tables, figures (small)
  only=[3]          measure this training seed only: processes and machines may share a study whose steps under `once` are finished
  seeds=8           training seeds 0, 1, …           given.NAME=FOLDER   a model of yours that the config refers to as @NAME
  --tables          only make the tables of the cells that are there

example: eft experiment configs/experiment/smoke.yaml
example: make experiment scale=cpu"""


@dataclass(frozen=True)
class SeedStep(Step):
    """A step that is repeated for every training seed; seeds: for the first so many only.

    arms, tasks: of a `fit` step that learns at test time: one run per arm and task, with the arm's settings over the step's. Together they
    are measured like a comparison.
    """

    seeds: int | None = None
    tasks: tuple[str, ...] = ()
    arms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.tasks or self.arms) and not (self.tasks and self.arms and self.command == "fit"):
            raise ValueError(f"step {self.name}: arms and tasks belong together, in a fit step at test time")

    @property
    def measured(self) -> bool:
        """Leaves a cell."""
        return self.command == "compare" or bool(self.arms)

    def runs(self) -> dict[tuple[str, str], Step]:
        """Of every (arm, task) the step that is run."""
        return {
            (arm, task): Step(
                f"{self.name}/{arm}/{task.replace('/', '-')}", self.command, f"{self.what}: {arm} on {task}",
                merge(merge(self.settings, own), {"module": {"tasks": [task]}}), self.config,
            )
            for arm, own in self.arms.items() for task in self.tasks
        }  # fmt: skip


@dataclass(frozen=True)
class Question:
    """One table: `arm` of comparison `step` against each of `against`.

    measure: of searches `area` (mean progress p of the champion over attempts 1..`to`), `at` (p after `to` attempts) or `end` (at the end of
    the search, however long); of edits of fixed parents `improving`, `valid`, `distinct`, `best_of` (largest gain of all edits of a parent). stages: parents of these only.
    role: the one confirmatory question is tested by itself, secondary ones together (Holm), exploratory ones are not tested.
    """

    name: str
    title: str
    step: str
    arm: str
    against: tuple[str, ...]
    measure: Literal["area", "at", "end", "improving", "valid", "distinct", "best_of"] = "area"
    to: int = 100
    stages: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    role: Literal["confirmatory", "secondary", "exploratory"] = "secondary"


@dataclass(frozen=True)
class Settings:
    """A study. margin: effects of the confirmatory measure within ± this are called equivalent. given: folders of yours, `@name` in steps.

    spent_s: CPU seconds that a given folder once cost to make, by its name. only: measure these training seeds only (default: all).
    """

    title: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    spent_s: Mapping[str, float] = field(default_factory=dict)
    seeds: int = 1
    only: tuple[int, ...] = ()
    once: tuple[Step, ...] = ()
    each: tuple[SeedStep, ...] = ()
    questions: tuple[Question, ...] = ()
    margin: float = 0.02
    draws: int = 10_000
    out: Path = Path("runs/experiment")
    results: Path = Path("runs/experiment/results")

    def __post_init__(self) -> None:
        if lost_seeds := [seed for seed in self.only if not 0 <= seed < self.seeds]:
            raise ValueError(f"only={lost_seeds}: training seeds are 0 … {self.seeds - 1}")
        names = [*self.given, *(step.name for step in (*self.once, *self.each))]
        if double := {name for name in names if names.count(name) > 1} | ({"seed"} & set(names)):
            raise ValueError(f"steps: names must differ and not be `seed`: {', '.join(sorted(double))}")
        comparisons = {step.name for step in self.each if step.measured}
        if lost := sorted({q.step for q in self.questions} - comparisons):
            raise ValueError(f"questions: {', '.join(lost)}: no comparison under `each` has that name")
        if [q.role for q in self.questions].count("confirmatory") > 1:
            raise ValueError("questions: at most one may be confirmatory")


class Study:
    """The steps of a study, run where they are needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._once = {step.name: step for step in settings.once}
        self._each = {step.name: step for step in settings.each}

    def check(self) -> None:
        """Every step's settings against its command's schema. UserError before anything runs."""
        for step in self._once.values():
            self._values(step, 0)
        for step in self._each.values():
            for run in step.runs().values() if step.arms else (step,):
                self._values(run, 0)

    def run(self) -> None:
        """Every comparison whose cell is not there, with the steps before it; comparison by comparison, seed by seed."""
        for step in self._settings.each:
            if step.measured:
                count = self._settings.seeds if step.seeds is None else min(step.seeds, self._settings.seeds)
                for seed in self._settings.only or range(count):
                    if seed < count:
                        self._cell(step, seed)

    def _cell(self, step: SeedStep, seed: int) -> None:
        from eft.study import cells

        file = self._settings.results / "cells" / f"{step.name}-{seed}.json"
        digest = cells.digest(self._chain(step, seed), self._settings.out)
        if file.is_file():
            if cells.read(file).settings != digest:
                raise UserError(f"{file}: was measured with other settings; delete it, or choose another results=")
            return
        seconds: dict[str, float] = {}
        if step.arms:
            for run in step.runs().values():
                self._ensure(run, seed, seconds)
            folders = {arm: [self._folder(run.name, seed) for (name, _), run in step.runs().items() if name == arm] for arm in step.arms}
            found = {arm: cells.arm_of_runs([folder / "run.db" for folder in runs]) for arm, runs in folders.items()}
        else:
            self._ensure(step, seed, seconds)
            arms = self._folder(step.name, seed) / "arms"
            found = {arm["name"]: cells.arm_of(arms / arm["name"]) for arm in self._values(step, seed)["arms"]}
        cells.write(cells.Cell(step.name, seed, digest, commit(), cells.hardware(), seconds, found), file)

    def _ensure(self, step: Step, seed: int, seconds: dict[str, float]) -> None:
        """Run a step after the steps that it refers to."""
        for earlier in self._before(step):
            if earlier.name not in seconds:
                self._ensure(earlier, seed, seconds)
        values, tag = self._values(step, seed), "" if step.name in self._once else f"-{seed}"
        shown = step if not tag else replace(step, what=f"{step.what} (training seed {seed})")
        seconds[step.name] = round(execute(shown, values, self._settings.out / "steps" / f"{step.name}{tag}.yaml"), 1)

    def _chain(self, step: Step, seed: int) -> dict[str, Any]:
        """Settings of a step and of everything before it, by name."""
        if isinstance(step, SeedStep) and step.arms:
            return {name: values for run in step.runs().values() for name, values in self._chain(run, seed).items()}
        found = {step.name: self._values(step, seed)}
        for earlier in self._before(step):
            found |= self._chain(earlier, seed)
        return found

    def _before(self, step: Step) -> list[Step]:
        """The steps that a step refers to."""
        names = [name for name in references(step.settings) if name != "seed"]
        return [self._step(name) for name in names if name.partition("/")[0] not in self._settings.given]

    def _step(self, name: str) -> Step:
        base = name.partition("/")[0]
        step = self._once.get(base) or self._each.get(base)
        if step is None:
            raise UserError(f"@{name}: no step has that name; steps: {', '.join((*self._settings.given, *self._once, *self._each))}")
        return step

    def _values(self, step: Step, seed: int) -> dict[str, Any]:
        return settings_of(step, partial(self._find, seed), self._folder(step.name, seed), "experiment")

    def _find(self, seed: int, name: str) -> Any:
        base, _, below = name.partition("/")
        if name == "seed":
            return seed
        if base in self._settings.given:
            return str(Path(self._settings.given[base]) / below)
        return str(self._folder(self._step(name).name, seed) / below)

    def _folder(self, name: str, seed: int) -> Path:
        return self._settings.out / name if name in self._once else self._settings.out / f"seed{seed}" / name


def main(argv: Sequence[str]) -> int:
    """Parse, check every step, measure what is missing, write the tables."""
    if "--help" in argv or "-h" in argv:
        print(USAGE)
        return 0
    arguments = parse_arguments(argv, ("--tables",))
    settings = load(Settings, arguments)
    if not settings.each:
        raise UserError("no steps under `each`; see configs/experiment/smoke.yaml")
    study = Study(settings)
    study.check()
    if "--tables" not in arguments.flags:
        study.run()
    from eft.study.report import write_report

    print(write_report(settings))
    return 0


if __name__ == "__main__":
    sys.exit(run_command("experiment", main))
