"""What a page needs to know of a run: its settings, and per search its attempts, family tree and counts.

Reads a private copy of run.db, so a run that is still going can be reported and nothing of it is touched.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from eft.config import load_yaml
from eft.evaluation import catalogue
from eft.evaluation.change import change, unit
from eft.evaluation.instances import PUBLIC_SECRET
from eft.search.lineage import Tree
from eft.search.store import Store
from eft.types import Attempt, Direction, Outcome, Status, Task, UserError

MIN_ERRORS = 1.3  # standard errors of the paired gain above which a child counts as improving
SECRET_WORDS = ("secret", "password", "api_key", "credential")


@dataclass
class Search:
    """One search of a run. attempts: without the seed program's, in the order of the store, their long texts dropped.

    task: None when this installation does not have it (then the direction is taken to be `max`).
    """

    name: str
    task_id: str
    seed: int
    task: Task | None
    first: Attempt | None = None
    attempts: list[Attempt] = field(default_factory=list)
    tree: Tree = field(init=False)

    def __post_init__(self) -> None:
        self.tree = Tree(self.direction)

    @property
    def direction(self) -> Direction:
        """Whether larger scores are better."""
        return Direction.MAX if self.task is None else self.task.direction

    @property
    def best(self) -> Attempt | None:
        """The best believed attempt, the seed program's included."""
        return None if self.tree.best is None else self.at(self.tree.best.index)

    @property
    def quarantined(self) -> list[Attempt]:
        """Attempts whose value is too good to be believed before it has been verified again."""
        return [a for a in self.attempts if a.outcome is not None and a.outcome.quarantined]

    def at(self, index: int) -> Attempt | None:
        """The attempt with this index; the seed program's is the first."""
        everything = [self.first, *self.attempts] if self.first is not None else self.attempts
        return next((a for a in everything if a is not None and a.index == index), None)

    def best_scores(self) -> list[float | None]:
        """Best believed score after each attempt (None before there is one)."""
        sign = 1.0 if self.direction is Direction.MAX else -1.0
        best = believed_score(self.first)
        out: list[float | None] = []
        for attempt in self.attempts:
            score = believed_score(attempt)
            if score is not None and (best is None or sign * score > sign * best):
                best = score
            out.append(best)
        return out

    def progress(self) -> list[float | None]:
        """Progress p of each attempt's child; None where there is none to believe."""
        return [None if a.outcome is None or a.outcome.quarantined or not a.outcome.ok else a.outcome.progress for a in self.attempts]


@dataclass
class Tally:
    """Counts over attempts. infra: evaluations that the machine lost; no rate counts them."""

    attempts: int = 0
    valid: int = 0
    improving: int = 0
    infra: int = 0
    tokens: int = 0
    cost_usd: float = 0.0
    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    backtracks: Counter[str] = field(default_factory=Counter)
    models: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    @property
    def judged(self) -> int:
        """Attempts that count: those that the machine did not lose."""
        return self.attempts - self.infra


@dataclass
class Run:
    """One run folder, read."""

    folder: Path
    settings: dict[str, str]
    command: str
    searches: list[Search]
    fresh: dict[str, str] = field(default_factory=dict)  # per task: the champion's verdict on fresh seeds, if the command gave one

    def by_task(self) -> dict[str, list[Search]]:
        """Searches of each task, in the order of the run."""
        out: dict[str, list[Search]] = {}
        for search in self.searches:
            out.setdefault(search.task_id, []).append(search)
        return out


def believed_score(attempt: Attempt | None) -> float | None:
    """Score of a valid attempt that is not in quarantine."""
    if attempt is None or attempt.outcome is None or not attempt.outcome.ok or attempt.outcome.quarantined:
        return None
    return attempt.outcome.score


@contextmanager
def snapshot(file: Path) -> Iterator[Store]:
    """The store of a run as of now, from a copy; UserError names `file` if it is missing or damaged."""
    if not file.is_file():
        raise UserError(f"{file}: no such file; `eft report` takes the folder of an evolve, collect or compare run")
    with tempfile.TemporaryDirectory(prefix="eft-report-") as folder:
        copy = Path(folder) / "run.db"
        try:
            _copy(file, copy)
            with Store(copy) as store:
                yield store
        except UserError as error:
            raise UserError(str(error).replace(str(copy), str(file))) from error
        except sqlite3.DatabaseError as error:
            raise UserError(f"{file}: not a readable run database ({error}); restore it from a copy") from error


def _copy(file: Path, copy: Path) -> None:
    """SQLite's own backup: consistent while another process writes, and without files of its own beside a run at rest."""
    at_rest = not file.with_name(file.name + "-wal").exists()
    source = sqlite3.connect(f"{file.resolve().as_uri()}?{'immutable=1' if at_rest else 'mode=ro'}", uri=True, timeout=30.0)
    target = sqlite3.connect(copy)
    try:
        source.backup(target)
        if target.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
            raise sqlite3.DatabaseError("it is empty")
    finally:
        source.close()
        target.close()


def read_run(folder: Path, store: Store) -> Run:
    """Everything of a run but long texts, which stay in the store."""
    settings = read_config(folder)
    searches = [_search(store, *row) for row in store.searches()]
    return Run(folder, settings, settings.get("run.command", ""), searches, _fresh(folder / "summary.json"))


def read_config(folder: Path) -> dict[str, str]:
    """Settings of a run as `a.b: value`; empty without a config.yaml."""
    file = folder / "config.yaml"
    return flat(load_yaml(file)) if file.is_file() else {}


def instance_secret(folder: Path) -> str:
    """The secret that drew the run's hidden instances."""
    file = folder / "config.yaml"
    return str((load_yaml(file) if file.is_file() else {}).get("instance_secret") or PUBLIC_SECRET)


def _fresh(file: Path) -> dict[str, str]:
    """Verdicts on fresh seeds from the summary that `eft evolve` writes at its end; nothing if there is none yet."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))["best"]
        return {row["task"]: str(row["fresh_status"]) if row["fresh_score"] is None else f"{row['fresh_score']:.10g}" for row in rows
                if row["fresh_status"] is not None}  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _search(store: Store, name: str, task_id: str, seed: int) -> Search:
    try:
        task: Task | None = catalogue.find(task_id)
    except UserError:
        task = None
    search = Search(name, task_id, seed, task)
    for attempt in store.attempts(name):
        search.tree.record(attempt, None if attempt.child is None else "")  # the tree asks for sources for measures not shown here
        if attempt.parent is None and search.first is None:
            search.first = _light(attempt)
        else:
            search.attempts.append(_light(attempt))
    return search


def _light(attempt: Attempt) -> Attempt:
    outcome = attempt.outcome
    return replace(attempt, reply="", extra={}, outcome=None if outcome is None else replace(outcome, feedback="", certificate=None))


def tally(search: Search) -> Tally:
    """Counts of one search; the seed program is not an attempt."""
    counts = Tally(attempts=len(search.attempts))
    outcomes = {a.child: a.outcome for a in reversed([search.first, *search.attempts]) if a is not None and a.child is not None}
    for attempt in search.attempts:
        _count(counts, attempt, None if attempt.parent is None else outcomes.get(attempt.parent), search)
    return counts


def _count(counts: Tally, attempt: Attempt, parent: Outcome | None, search: Search) -> None:
    outcome = attempt.outcome
    status = "edit failed" if outcome is None else outcome.status.value
    counts.statuses[status] += 1
    counts.tokens += attempt.tokens_in + attempt.tokens_out
    counts.cost_usd += attempt.cost_usd
    counts.models[attempt.model] += 1
    if attempt.backtrack_to is not None:
        counts.backtracks[attempt.backtrack_by] += 1
    if outcome is None or not outcome.ok:
        counts.reasons[(status, attempt.failure if outcome is None else outcome.reason[:200])] += 1
        counts.infra += outcome is not None and outcome.status is Status.INFRA
        return
    counts.valid += 1
    counts.improving += improved(search, parent, outcome)


def improved(search: Search, parent: Outcome | None, child: Outcome) -> bool:
    """True for a believed child that beats its parent, paired over the same runs, by more than the task's resolution and noise."""
    if parent is None or not parent.ok or child.quarantined or search.task is None or len(parent.scores) != len(child.scores):
        return False
    if not child.scores:
        return False
    found = change(search.task, parent.scores, child.scores)
    return found.label(search.task.resolution / unit(search.task), MIN_ERRORS) == "improved"


def flat(data: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested settings as `a.b: value`, empty ones left out, secrets hidden."""
    out: dict[str, str] = {}
    for key, value in data.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            out |= flat(value, f"{name}.")
        elif value not in (None, "", [], ()):
            hidden = any(word in name.lower() for word in SECRET_WORDS)
            out[name] = "(hidden)" if hidden else ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return out
