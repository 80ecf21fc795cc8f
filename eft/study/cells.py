"""A cell: what one comparison of one training seed measured, small enough to be kept in the repository when its models are not.

A comparison's folder holds programs, prompts and replies; a cell keeps the numbers that the tables are made of, with what they cost.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from eft.comparison.anytime import Curve
from eft.comparison.one_step import Sample
from eft.runs import write_atomic
from eft.search.store import Store
from eft.types import Attempt, UserError

DIGITS = 5  # of progress and gain
PARENT, FIELDS = ("task", "stage", "parent"), ("number", "child", "failure", "label", "gain")  # of an edit


@dataclass(frozen=True, slots=True)
class Search:
    """One search. progress: of the champion after every attempt; valid: attempts that gave a scored program; score: of the last champion."""

    task: str
    seed: int
    progress: tuple[float, ...]
    valid: int
    score: float | None = None

    @property
    def family(self) -> str:
        """`domain/family`."""
        return family(self.task)


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of a fixed parent. child, parent: short hashes; failure is empty if there is a scored child."""

    task: str
    stage: str
    parent: str
    number: int
    child: str
    failure: str
    label: str
    gain: float


@dataclass(frozen=True, slots=True)
class Cost:
    """Of all searches of one arm. evaluations: programs judged that had not been judged before; cpu_s: of judging them."""

    attempts: int
    evaluations: int
    tokens_in: int
    tokens_out: int
    generate_s: float
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm of a cell."""

    searches: tuple[Search, ...]
    edits: tuple[Edit, ...]
    cost: Cost


@dataclass(frozen=True, slots=True)
class Cell:
    """One comparison at one training seed. settings: digest of everything that led to it. seconds: of each step before it."""

    step: str
    seed: int
    settings: str
    commit: str
    hardware: str
    seconds: Mapping[str, float]
    arms: Mapping[str, Arm]


def family(task: str) -> str:
    """`domain/family` of a task id."""
    return "/".join(task.split("/")[:2])


def hardware() -> str:
    """Processor and cores."""
    text = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").is_file() else ""
    model = next((line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")), platform.machine())
    return f"{model}, {os.cpu_count()} cores"


def digest(settings: Any, out: Path) -> str:
    """Of resolved settings, whatever folder they write to and wherever verdicts are kept."""
    text = json.dumps(settings, sort_keys=True, default=str).replace(str(out), "")
    text = re.sub(r'"verdicts": "[^"]*/', '"verdicts": "/', text)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def arm_of(folder: Path) -> Arm:
    """One arm of a finished comparison: `arms/<name>` in its folder."""
    curves = [Curve(**row) for row in json.loads((folder / "anytime.json").read_text())]
    samples = [Sample(**row) for row in json.loads((folder / "one_step.json").read_text())]
    searches = tuple(Search(c.task, c.seed, _rounded(c.progress), c.valid, c.score) for c in curves)
    edits = tuple(Edit(s.task, s.stage, s.parent[:10], s.number, s.child[:10], s.failure, s.label, round(s.gain, DIGITS)) for s in samples)
    return Arm(searches, edits, _cost(folder / "run.db"))


def arm_of_runs(files: Sequence[Path]) -> Arm:
    """One arm of a comparison at test time: the records of its runs, each a search of one task that begins at its seed program.

    Progress is that of the scores of the search, which the engine has recomputed: nothing is judged again.
    """
    searches: list[Search] = []
    for file in files:
        with Store(file) as store:
            for name, task, seed in store.searches():
                searches.append(_search(task, seed, store.attempts(name)))
    return Arm(tuple(searches), (), _cost(*files))


def _search(task: str, seed: int, attempts: Iterable[Attempt]) -> Search:
    progress: list[float] = []
    best, score, valid = 0.0, None, 0
    for attempt in attempts:
        outcome = attempt.outcome
        if outcome is not None and outcome.ok and not outcome.quarantined and outcome.progress is not None:
            valid += attempt.index > 0
            if score is None or outcome.progress > best:
                best, score = outcome.progress, outcome.score
        if attempt.index > 0:
            progress.append(best)
    return Search(task, seed, _rounded(progress), valid, score)


def _rounded(curve: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(value, DIGITS) for value in curve)


def _cost(*files: Path) -> Cost:
    attempts = evaluations = tokens_in = tokens_out = 0
    generate_s = cpu_s = 0.0
    for file in files:
        with Store(file) as store:
            for attempt in store.attempts():
                attempts += attempt.index > 0
                tokens_in, tokens_out = tokens_in + attempt.tokens_in, tokens_out + attempt.tokens_out
                generate_s += attempt.generate_s
                if attempt.outcome is not None and "cached" not in attempt.extra:
                    evaluations += 1
                    cpu_s += attempt.outcome.cpu_s
    return Cost(attempts, evaluations, tokens_in, tokens_out, round(generate_s, 1), round(cpu_s, 1))


def write(cell: Cell, file: Path) -> None:
    """As JSON with one line per search and per parent with its edits; a progress curve as the points where it changes."""
    data: dict[str, Any] = {key: getattr(cell, key) for key in ("step", "seed", "settings", "commit", "hardware", "seconds")}
    data["fields"] = list(FIELDS)
    data["arms"] = {
        name: {
            "cost": asdict(arm.cost),
            "searches": [[s.task, s.seed, s.valid, s.score, len(s.progress), _changes(s.progress)] for s in arm.searches],
            "edits": [[*parent, [[getattr(e, key) for key in FIELDS] for e in edits]] for parent, edits in groupby(arm.edits, _parent)],
        }
        for name, arm in cell.arms.items()
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False).replace('],["', '],\n["')
    write_atomic(file, (text + "\n").encode())


def read(file: Path) -> Cell:
    """UserError if it is no cell."""
    try:
        data = json.loads(file.read_text())
        arms = {
            name: Arm(
                tuple(Search(t, seed, _curve(n, changes), valid, score) for t, seed, valid, score, n, changes in arm["searches"]),
                tuple(Edit(*parent, **dict(zip(data["fields"], row, strict=True))) for *parent, edits in arm["edits"] for row in edits),
                Cost(**arm["cost"]),
            )
            for name, arm in data["arms"].items()
        }
        return Cell(data["step"], data["seed"], data["settings"], data["commit"], data["hardware"], data["seconds"], arms)
    except (ValueError, TypeError, KeyError) as error:
        raise UserError(f"{file}: not a cell of an experiment ({error}); delete it to measure it again") from error


def _parent(edit: Edit) -> tuple[str, ...]:
    return tuple(getattr(edit, key) for key in PARENT)


def _changes(curve: Sequence[float]) -> list[list[float]]:
    """[index, value] wherever the value changes, the first included."""
    return [[at, value] for at, value in enumerate(curve) if at == 0 or value != curve[at - 1]]


def _curve(count: int, changes: Sequence[Sequence[float]]) -> tuple[float, ...]:
    out: list[float] = []
    for number, (at, value) in enumerate(changes):
        until = int(changes[number + 1][0]) if number + 1 < len(changes) else count
        out += [float(value)] * (until - int(at))
    if len(out) != count:
        raise ValueError(f"a curve of {count} values has {len(out)}")
    return tuple(out)
