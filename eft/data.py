"""`eft data`: turn recorded attempts into training data."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eft.__main__ import run as run_command
from eft.config import load, parse_arguments
from eft.runs import open_run_folder, write_atomic
from eft.training.labels import Rule
from eft.types import UserError

USAGE = """eft data [build] [CONFIG.yaml] [RUN …] [key=value …]
eft data inspect PATH       counts of a parquet file of transitions, by family, label and stage
eft data leaks PATH         rows that touch held-out families; exit 1 if there are any

build writes OUT/transitions.parquet from the attempts of one or more runs of `eft collect` or `eft evolve`.

  runs=[runs/collect]       run folders
  label.epsilon=0.005       least gain of an improvement, in units of |best known − baseline|
  label.errors=1.3          and in standard errors over the program seeds
  out=runs/data

example: eft data build runs/collect out=runs/data"""

FILE = "transitions.parquet"
ACTIONS = ("build", "inspect", "leaks")


@dataclass(frozen=True)
class Settings:
    """Configuration of `eft data build`."""

    runs: tuple[Path, ...] = (Path("runs/collect"),)
    label: Rule = field(default_factory=Rule)
    out: Path = Path("runs/data")


def main(argv: Sequence[str]) -> int:
    """Parse and do one of the actions."""
    if "--help" in argv or "-h" in argv:
        print(USAGE)
        return 0
    arguments = parse_arguments(argv)
    words = list(arguments.words)
    action = words.pop(0) if words and words[0] in ACTIONS else "build"
    if action != "build":
        if len(words) != 1:
            raise UserError(f"eft data {action}: give one parquet file or folder")
        return inspect(Path(words[0])) if action == "inspect" else leaks(Path(words[0]))
    settings = load(Settings, arguments, runs=words or None)
    open_run_folder(settings.out, "data", settings)
    file = settings.out / FILE
    if not file.is_file():
        text = build(settings, file)
        write_atomic(settings.out / "summary.txt", (text + "\n").encode())
    print((settings.out / "summary.txt").read_text().rstrip())
    return 0


def build(settings: Settings, file: Path) -> str:
    """Export every run into one file; returns the account."""
    from eft.evaluation.tasks import find
    from eft.search.store import Store
    from eft.training.account import Account
    from eft.training.columns import write_rows
    from eft.training.export import Sources, export
    from eft.training.leaks import HeldOut

    account, heldout = Account(), HeldOut.of_suite()
    rows: list[dict[str, Any]] = []
    for folder in settings.runs:
        if not (folder / "run.db").is_file():
            raise UserError(f"{folder}: no run.db there; give the folder of a finished `eft collect` or `eft evolve`")
        with Store(folder / "run.db") as store:
            sources = Sources(store.source, store.prompt, find)
            prefix = f"{folder.name}/" if len(settings.runs) > 1 else ""
            rows += export(store.attempts(), sources, heldout, account, settings.label, prefix)
    if not rows:
        raise UserError(f"{', '.join(map(str, settings.runs))}: no transitions in these runs")
    write_rows(file, rows)
    leaking = sum(bool(row["leak"]) for row in rows)
    account.add("of these close to held-out families (marked)", leaking)
    return f"{account}\n{_tables(rows)}\n{file}"


def inspect(path: Path) -> int:
    """Print what a file holds."""
    from eft.training.columns import read_rows

    rows = read_rows(
        path, ("family", "task", "improvement_label", "stage", "status", "user_prompt", "response"), needed=("task", "response")
    )
    print(f"{len(rows):,} rows\n{_tables(rows)}")
    return 0


def leaks(path: Path) -> int:
    """Print every kind of leak with its count."""
    from eft.training.columns import read_rows
    from eft.training.leaks import HeldOut

    heldout = HeldOut.of_suite()
    rows = read_rows(path, ("family", "task", "parent_code", "child_code", "system_prompt", "user_prompt"))
    found: Counter[str] = Counter()
    for row in rows:
        programs = (row["parent_code"] or "", row["child_code"] or "")
        prompt = f"{row['system_prompt'] or ''}\n{row['user_prompt'] or ''}"
        found[heldout.reason(row["family"] or row["task"], programs, prompt)] += 1
    clean = found.pop("", 0)
    for reason, count in found.most_common():
        print(f"  {count:>8,}  {reason}")
    print(f"{sum(found.values()):,} of {clean + sum(found.values()):,} rows touch held-out families")
    return 1 if found else 0


def _tables(rows: Sequence[dict[str, Any]]) -> str:
    """Family × label counts and stage × label counts."""
    names = ("improved", "unchanged", "regressed")
    out = []
    for title, keys in (("family", ("family", "task")), ("stage of parent", ("stage",))):
        groups = (next((row[key] for key in keys if row[key]), "-") for row in rows)
        counts: Counter[tuple[str, str]] = Counter(zip(groups, (row["improvement_label"] for row in rows), strict=True))
        out.append(f"  {title:32}" + "".join(f"{name:>11}" for name in names))
        for group in sorted({group for group, _ in counts}):
            out.append(f"  {group:32}" + "".join(f"{counts[group, name]:>11,}" for name in names))
    return "\n".join(out)


if __name__ == "__main__":
    sys.exit(run_command("data", main))
