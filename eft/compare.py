"""`eft compare`: does the tuned model beat its base on held-out families? Arms × tasks × seeds, with error bars."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from eft.__main__ import run as run_command
from eft.config import load, parse_arguments, pick
from eft.runs import open_run_folder, write_atomic
from eft.search.plan import Backtrack, Prompting
from eft.types import UserError

USAGE = """eft compare CONFIG.yaml [key=value …]

Every arm (a backend with a name) gets the same held-out tasks, parents, budgets and seeds. Measured are
  one edit of fixed parents at three stages of search: valid, improving, regressing and distinct edits;
  the whole search curve: progress p of the champion after every attempt, its area, and its value at some attempts.
Children and champions are judged on program seeds (and hidden instances) that no selection has seen. Differences are paired by
task and seed or by parent, with bootstrap 95 % intervals, also resampled by family.

  arms=[{name: base, backend: {name: local, path: runs/base/export}}, …]
  against=[base]         arms that `tuned` is compared with        tuned=eft
  tasks=[heldout]        ids, families or a split                  seeds=2 attempts=40
  split=normal           strict: without held-out families that have near relatives among the training ones. Arms that were trained without
                         those relatives (`eft data build split=strict`) are compared on all held-out families instead
  parents=FOLDER         the fixed parents of another comparison; verdicts=FILE keeps verdicts for other comparisons, which then go faster
  hand_written=true      the programs of the families' ladders are parents too (stage "hand": text that no mutator wrote; "seed": the seed program)
  starts=FOLDER          searches begin with the seed programs' blocks replaced by FOLDER/KIND.txt (KIND: vector, integers, bits, permutation)
  out=runs/compare       writes compare.json, table.txt, anytime.svg; the same command continues

example: eft compare configs/compare/smoke.yaml"""


@dataclass(frozen=True)
class Arm:
    """A named backend. temperature, backtrack and archive override the comparison's own."""

    name: str = ""
    backend: Any = pick("eft.backends", "rules")
    temperature: float | None = None
    backtrack: Backtrack | None = None
    archive: Any = pick("eft.search.archives")


@dataclass(frozen=True)
class Settings:
    """Configuration of a comparison.

    per_stage: fixed parents per stage and task, from one search of `parent_attempts` by the first arm's rule `parents_by`.
    samples: edits per parent. fresh_seeds: program seeds of every verdict, disjoint from those of the search. parents: a comparison's
    folder whose parents are taken. hand_written: families' ladder programs are parents too. starts: a folder of blocks that searches begin
    with. verdicts: a file kept for other comparisons.
    """

    arms: tuple[Arm, ...] = ()
    tuned: str = "eft"
    against: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ("heldout",)
    split: Literal["normal", "strict"] = "normal"
    seeds: int = 2
    attempts: int = 40
    points: tuple[int, ...] = (5, 10, 20, 40)
    per_stage: int = 2
    parent_attempts: int = 60
    samples: int = 4
    fresh_seeds: int = 8
    min_gain: float = 0.01
    min_errors: float = 2.0
    seed: int = 0
    profile: str = "cheap"
    sandbox: str = "zygote"
    workers: int = 2
    batch: int = 16
    parents: Path | None = None
    hand_written: bool = False
    starts: Path | None = None
    verdicts: Path | None = None
    out: Path = Path("runs/compare")
    prompting: Prompting = field(default_factory=lambda: Prompting(style="compact"))
    parents_by: Any = pick("eft.backends", "rules")
    archive: Any = pick("eft.search.archives", "best")

    def __post_init__(self) -> None:
        names = [arm.name for arm in self.arms]
        if len(set(names)) != len(names) or not all(name.replace("-", "").replace("_", "").isalnum() for name in names):
            raise ValueError(f"arms need different plain names, got {names}")
        if self.arms and self.tuned not in names:
            raise ValueError(f"tuned: {self.tuned!r} is none of the arms {names}")
        if missing := [name for name in self.against if name not in names]:
            raise ValueError(f"against: {missing} are none of the arms {names}")


def write_result(settings: Settings, result: dict[str, Any]) -> str:
    """compare.json, table.txt and the plot; returns the table."""
    from eft.comparison.plot import anytime_figure
    from eft.comparison.table import text

    table = text(result)
    write_atomic(settings.out / "anytime.svg", anytime_figure(result))
    write_atomic(settings.out / "table.txt", (table + "\n").encode())
    write_atomic(settings.out / "compare.json", json.dumps(result, indent=1).encode())
    return table


def main(argv: Sequence[str]) -> int:
    """Parse, measure every arm, compare, print."""
    if "--help" in argv or "-h" in argv:
        print(USAGE)
        return 0
    arguments = parse_arguments(argv, ("--json", "--quiet"))
    if arguments.words:
        raise UserError(f"unexpected {' '.join(arguments.words)}; tasks are given as tasks=[…]")
    settings = load(Settings, arguments)
    if not settings.arms:
        raise UserError("config key arms: name at least one arm; see configs/compare/smoke.yaml")
    from eft.comparison.measure import chosen, measure

    chosen(settings)
    open_run_folder(settings.out, "compare", settings, place=("out", "parents", "verdicts"))
    result = asyncio.run(measure(settings, quiet="--quiet" in arguments.flags))
    table = write_result(settings, result)
    print(
        json.dumps(result) if "--json" in arguments.flags else f"{table}\n\n{settings.out / 'compare.json'}  {settings.out / 'anytime.svg'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(run_command("compare", main))
