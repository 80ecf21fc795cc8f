"""`eft data`: turn recorded attempts into training data."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from eft.__main__ import run as run_command
from eft.config import Arguments, load, parse_arguments
from eft.runs import open_run_folder, write_atomic
from eft.training.decisions import Asking
from eft.training.labels import Rule
from eft.types import UserError

USAGE = """eft data [build] [CONFIG.yaml] [RUN …] [key=value …]
eft data import PATH …      transitions of another system: the Finch Collection's parquet, OpenEvolve's evolution_trace (.jsonl, .jsonl.gz)
eft data inspect PATH       counts of a parquet file of transitions, by family, label and stage
eft data pack PATH out=FOLDER     the columns that training reads, in about a tenth of the bytes: to keep or to hand on
eft data leaks PATH [split=strict]   rows that touch held-out families or public evaluation tasks, by reason; exit 1 if there are any

build writes OUT/transitions.parquet from the attempts of one or more runs of `eft collect` or `eft evolve`: labelled transitions, and
decisions whether to go back, answered by hindsight; and OUT/kinds.json, outcomes by kind of edit (backend.weights of `rules`). All actions work in bounded memory, whatever the number of rows.

  runs=[runs/collect]       run folders
  label.epsilon=0.005       least gain of an improvement, in units of |best known − baseline|
  label.errors=1.3          and in standard errors over the program seeds
  decisions.patience=4      failed children of a program that make a decision due; decisions.rounds=0: no decisions
  decisions.style=compact   or full: how they are asked for (as in prompting.style of the search)
  split=normal              strict: without families that are kin to held-out ones (the ablation "does the gain survive without relatives?")
  out=runs/data

import writes the same columns to OUT/transitions.parquet.

  format=auto               or finch | openevolve
  task=NAME domain=NAME     of a trace, which does not name its task (default: the name of its folder or file)
  least=0                   difference of fitness up to which a child of a trace is unchanged
  leaks=drop                rows close to held-out families are left out; mark: kept with the reason in their column `leak`
  out=runs/import

What of these rows is trained on is chosen by `eft fit`: data.select=all | improved | control | preference | decisions, data.decisions=0.1
(a share of decisions among the others), data.near=0.9 (near duplicates; 1: exact ones only), data.examples=1000 (at most so many), data.thinking=true | false.

example: eft data build runs/collect out=runs/data
example: eft data import openevolve_output/evolution_trace.jsonl task=signal_processing out=runs/theirs"""

FILE = "transitions.parquet"
ACTIONS = ("build", "import", "pack", "inspect", "leaks")


@dataclass(frozen=True)
class Settings:
    """Configuration of `eft data build`."""

    runs: tuple[Path, ...] = (Path("runs/collect"),)
    label: Rule = field(default_factory=Rule)
    decisions: Asking = field(default_factory=Asking)
    split: Literal["normal", "strict"] = "normal"
    out: Path = Path("runs/data")


@dataclass(frozen=True)
class LeakSettings:
    """Configuration of `eft data leaks`."""

    split: Literal["normal", "strict"] = "normal"


@dataclass(frozen=True)
class ImportSettings:
    """Configuration of `eft data import`."""

    path: Path = Path()
    format: Literal["auto", "finch", "openevolve"] = "auto"
    task: str = ""
    domain: str = ""
    least: float = 0.0
    leaks: Literal["drop", "mark"] = "drop"
    out: Path = Path("runs/import")


@dataclass(frozen=True)
class PackSettings:
    """Configuration of `eft data pack`."""

    path: Path = Path()
    out: Path = Path("runs/pack")


def main(argv: Sequence[str]) -> int:
    """Parse and do one of the actions."""
    if "--help" in argv or "-h" in argv:
        print(USAGE)
        return 0
    words = list(argv)
    action = words.pop(0) if words and words[0] in ACTIONS else "build"
    arguments = parse_arguments(words)
    if action in ("inspect", "leaks"):
        if len(arguments.words) != 1 or arguments.configs or (arguments.overrides and action == "inspect"):
            raise UserError(f"eft data {action}: give one parquet file or folder")
        path = Path(arguments.words[0])
        return inspect(path) if action == "inspect" else leaks(path, strict=load(LeakSettings, arguments).split == "strict")
    settings = _settings(action, arguments)
    open_run_folder(settings.out, "data", settings)
    file = settings.out / FILE
    if not file.is_file():
        match settings:
            case Settings():
                text = build(settings, file)
            case PackSettings():
                text = pack(settings, file)
            case _:
                text = bring(settings, file)
        write_atomic(settings.out / "summary.txt", (text + "\n").encode())
    print((settings.out / "summary.txt").read_text().rstrip())
    return 0


def _settings(action: str, arguments: Arguments) -> Settings | ImportSettings | PackSettings:
    if action == "build":
        return load(Settings, arguments, runs=list(arguments.words) or None)
    if len(arguments.words) > 1:
        raise UserError(f"eft data {action}: give one file or folder")
    schema: type[ImportSettings | PackSettings] = ImportSettings if action == "import" else PackSettings
    settings = load(schema, arguments, path=arguments.words[0] if arguments.words else None)
    if settings.path == Path() or not settings.path.exists():
        raise UserError(f"eft data {action}: {settings.path}: no such file or folder")
    return settings


def pack(settings: PackSettings, file: Path) -> str:
    """Repack a file of transitions, with the counts by kind of edit that lie beside it; returns what was done."""
    from eft.training import columns
    from eft.training.kinds import FILE as KINDS

    if settings.path.resolve() in (settings.out.resolve(), file.resolve()):
        raise UserError(f"eft data pack: {settings.path}: give another folder as out=")
    count = columns.pack(settings.path, file)
    kinds = settings.path / KINDS
    if kinds.is_file():
        write_atomic(settings.out / KINDS, kinds.read_bytes())
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return f"{count:,} rows, {file.stat().st_size / 1e6:.1f} MB, SHA-256 {digest}\n{file}"


def build(settings: Settings, file: Path) -> str:
    """Export every run into one file; returns the account."""
    from eft.evaluation.catalogue import find
    from eft.evaluation.instances import space
    from eft.training.account import Account
    from eft.training.columns import write_rows
    from eft.training.kinds import FILE as KINDS
    from eft.training.kinds import Kinds
    from eft.training.table import Table

    def space_kind(task: str) -> str:
        found = space(find(task))
        return found.kind if found is not None else ""

    for folder in settings.runs:
        if not (folder / "run.db").is_file():
            raise UserError(f"{folder}: no run.db there; give the folder of a finished `eft collect` or `eft evolve`")
    account, table, kinds = Account(), Table(), Kinds(space_kind)
    if not write_rows(file, kinds.counting(table.counting(_exported(settings, account)))):
        file.unlink()
        raise UserError(f"{', '.join(map(str, settings.runs))}: no transitions in these runs")
    write_atomic(settings.out / KINDS, (json.dumps(kinds.plain(), indent=1, ensure_ascii=False) + "\n").encode())
    account.add("of these close to held-out families (marked)", table.leaking)
    return f"{account}\n{table}\n{file}"


def _exported(settings: Settings, account: Any) -> Iterator[dict[str, Any]]:
    """Transitions of every search of every run, each search's decisions after them."""
    from eft.evaluation.catalogue import find
    from eft.evaluation.instances import space
    from eft.evaluation.tasks import kin
    from eft.search.store import Store
    from eft.training.decisions import Deciding
    from eft.training.export import Sources, best_scores, export
    from eft.training.leaks import HeldOut

    heldout = HeldOut.of_suite()
    for folder in settings.runs:
        with Store(folder / "run.db") as store:
            sources = Sources(store.source, store.prompt, find)
            best = best_scores(store.attempts(), sources)
            prefix = f"{folder.name}/" if len(settings.runs) > 1 else ""

            def feedback(search: str, index: int, store: Store = store) -> str:
                attempt = store.attempt(search, index)
                return attempt.outcome.feedback if attempt is not None and attempt.outcome is not None else ""

            for name, task_id, _ in store.searches():
                task = find(task_id)
                if settings.split == "strict" and kin(task):
                    account.count("searches of families kin to held-out ones", -1)
                    continue
                yield from export(store.attempts(name), sources, heldout, account, settings.label, best, prefix)
                if settings.decisions.rounds:

                    def leak(program: str, family: str = task.family) -> str:
                        return heldout.reason(family, (program,))

                    deciding = Deciding(store.source, space, feedback, leak, settings.decisions)
                    yield from deciding.rows(name, store.attempts(name), task, account, prefix)


def bring(settings: ImportSettings, file: Path) -> str:
    """Convert another system's records; returns the account."""
    from eft.training.account import Account
    from eft.training.columns import write_rows
    from eft.training.leaks import HeldOut
    from eft.training.sources import finch, openevolve
    from eft.training.table import Table, marked

    kind = settings.format
    if kind == "auto":
        readers = {"finch": finch.recognises, "openevolve": openevolve.recognises}
        kind = next((name for name, recognises in readers.items() if recognises(settings.path)), kind)  # type: ignore[misc] # names of the same set
    if kind == "auto":
        raise UserError(f"{settings.path}: neither parquet nor an evolution trace (.jsonl, .jsonl.gz); name its format=finch | openevolve")
    account, table, heldout = Account(), Table(), HeldOut.of_suite()
    if kind == "finch":
        found = finch.rows(settings.path, account)
    else:
        found = openevolve.rows(settings.path, account, task=settings.task, domain=settings.domain, least=settings.least)
    leaks: dict[str, int] = {}
    if not write_rows(file, table.counting(marked(found, heldout, leaks, keep=settings.leaks == "mark"))):
        file.unlink()
        raise UserError(f"{settings.path}: no row is left\n{account}\n{_reasons(leaks)}")
    account.add(f"close to held-out families ({'marked' if settings.leaks == 'mark' else 'left out'})", -sum(leaks.values()))
    account.add("transitions", table.count)
    return "\n".join([str(account), *filter(None, [_reasons(leaks)]), str(table), str(file)])


def inspect(path: Path) -> int:
    """Print what a file holds."""
    from eft.training.columns import stream_rows
    from eft.training.table import COUNTED, Table

    table = Table()
    for _ in table.counting(stream_rows(path, COUNTED, needed=("task", "response"))):
        pass
    print(f"{table.count:,} rows\n{table}")
    return 0


def leaks(path: Path, *, strict: bool = False) -> int:
    """Print every kind of leak with its count. strict: rows of families that are kin to held-out ones are leaks."""
    from eft.training.columns import stream_rows
    from eft.training.leaks import HeldOut
    from eft.training.table import JUDGED, marked

    found: dict[str, int] = {}
    total = sum(1 for _ in marked(stream_rows(path, JUDGED), HeldOut.of_suite(strict=strict), found, keep=True))
    if found:
        print(_reasons(found))
    print(f"{sum(found.values()):,} of {total:,} rows touch held-out families{' or are kin to them' if strict else ''}")
    return 1 if found else 0


def _reasons(found: dict[str, int]) -> str:
    return "\n".join(f"  {count:>8,}  {reason}" for reason, count in sorted(found.items(), key=lambda item: (-item[1], item[0])))


if __name__ == "__main__":
    sys.exit(run_command("data", main))
