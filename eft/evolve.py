"""`eft evolve`: search for a better program for one task, or for a list of tasks."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from eft.__main__ import run as run_command
from eft.config import Arguments, load, parse_arguments, pick
from eft.runs import commit, open_run_folder, plain, versions, write_atomic
from eft.search.plan import Order, Prompting
from eft.types import UserError

USAGE = """eft evolve [CONFIG.yaml] [TASK …] [key=value …] [--json] [--quiet]

Changes programs with a model (or the offline mutator `rules`), runs them in the sandbox, keeps what is better. Every attempt is in
OUT/run.db; the best program is written to OUT/best.py (or .c). The same command again continues; budgets may grow.

  task=codes/labs/n=66    a task id, a family, a split or a folder (yours, or one of another project: its own evaluator then judges,
                          in the program's jail, where modules=[NAME, …] shows further packages); also as words, or tasks=[…]
  initial=my_program.py   where to start (with EVOLVE-BLOCK markers); default: the family's seed program
  backend.name=rules      rules | fake | local | openai …, with its own settings (backend.path=…)
  executor=local          local | ray (worker agents: executor.agents=2, executor.address=host:port), where programs are judged
  archive=islands         islands | puct | best | beam | chain | iid, with its own settings (archive.islands=8)
  attempts=200            attempts per search; searches=1 searches per task, with seeds seed, seed+1, …
  seconds= tokens= cost_usd=   limits of the whole run; target= score at which a search ends
  profile=train           limits of an evaluation: cheap | train | final; cpu_s= wall_s= tighten them
  order=free              free (throughput) | strict (the same history whatever the timing)
  prompting.backtrack=off off | archive | policy | directive: who may return to an ancestor
  out=runs/evolve         the run folder
  --json                  last line: one object with attempts, accepted, best_score, gap, seconds, stop_reason, run_folder

example: eft evolve packing/circles_in_square/n=26 profile=cheap attempts=300 out=runs/circles
example: eft evolve configs/evolve/circles26.yaml backend.name=openai backend.url=http://127.0.0.1:8000/v1"""

BUDGETS = ("attempts", "searches", "seconds", "tokens", "cost_usd")


@dataclass(frozen=True)
class Settings:
    """Configuration of a run. window, batch, streams: see `engine.Flow`. workers: evaluations at a time in this process (executor `local`).

    evaluator `fake` scores text without running it. modules: packages that a folder of another project may import besides numpy and scipy.
    """

    tasks: tuple[str, ...] = ()
    initial: Path | None = None
    attempts: int = 200
    searches: int = 1
    seed: int = 0
    seconds: float | None = None
    tokens: int | None = None
    cost_usd: float | None = None
    target: float | None = None
    profile: str = "train"
    evaluator: Literal["sandbox", "fake"] = "sandbox"
    sandbox: str = "zygote"
    cpu_s: float | None = None
    wall_s: float | None = None
    modules: tuple[str, ...] = ()
    instance_secret: str = "eft"  # noqa: S105 # public default, stored with the run
    order: Order = "free"
    window: int = 4
    batch: int = 8
    streams: int = 2
    workers: int = 2
    out: Path = Path("runs/evolve")
    prompting: Prompting = field(default_factory=Prompting)
    backend: Any = pick("eft.backends", "rules")
    archive: Any = pick("eft.search.archives", "islands")
    executor: Any = pick("eft.search.executors", "local")

    def __post_init__(self) -> None:
        if self.attempts < 0 or self.searches < 1:
            raise ValueError("attempts at least 0, searches at least 1")


def read_settings(arguments: Arguments) -> Settings:
    """Settings from the command line. Tasks named there, as words, task= or tasks=, replace those of the config."""
    overrides = tuple("tasks=" + word.removeprefix("task=") if word.startswith("task=") else word for word in arguments.overrides)
    if arguments.words and any(word.startswith("tasks=") for word in overrides):
        raise UserError(f"tasks are named twice, by {' '.join(arguments.words)} and by task=; name them once")
    return load(Settings, replace(arguments, overrides=overrides), tasks=list(arguments.words) or None)


def main(argv: Sequence[str]) -> int:
    """Parse, open the run folder, search, write the best program, sum up."""
    if "--help" in argv or "-h" in argv:
        print(USAGE)
        return 0
    arguments = parse_arguments(argv, ("--json", "--quiet"))
    settings = read_settings(arguments)
    as_json = "--json" in arguments.flags
    import asyncio

    from eft.evaluation.foreign import warnings
    from eft.evolution.result import report, text
    from eft.evolution.searching import search
    from eft.evolution.start import plan_searches
    from eft.search.store import Store

    searches = plan_searches(settings)
    for warning in warnings(one.task for one in searches):
        print(warning, file=sys.stderr)
    open_run_folder(settings.out, "evolve", settings, budgets=BUDGETS)
    with Store(settings.out / "run.db") as store:
        store.set_meta("run", {"config": plain(settings), "commit": commit(), "versions": versions()})
        summary = asyncio.run(search(settings, searches, store, quiet=as_json or "--quiet" in arguments.flags))
        found = report(settings, summary, searches, store)
    write_atomic(settings.out / "summary.json", (json.dumps(found, indent=1) + "\n").encode())
    print(json.dumps(found) if as_json else text(found))
    return 130 if summary.stop_reason == "interrupted" else 0


if __name__ == "__main__":
    sys.exit(run_command("evolve", main))
