"""`eft collect`: evolve programs over many tasks with a teacher; every attempt is recorded."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from eft.__main__ import run as run_command
from eft.config import load, parse_arguments, pick
from eft.log import Log, Progress
from eft.runs import open_run_folder, write_atomic
from eft.search.plan import Prompting
from eft.types import Task, UserError

USAGE = """eft collect [CONFIG.yaml] [TASK …] [key=value …]

Runs searches with a teacher over many tasks and records every attempt in OUT/run.db (`eft data build OUT` makes training data of it).

  tasks=[train]          task ids, families, or a split (train | heldout; without the tasks whose score is a time)
  leave_out=[FAMILY …]   families to leave out (a dev split, say)
  split=normal           strict: without families that are kin to held-out ones
  searches=2             searches per task, with seeds 0, 1, …
  attempts=60            attempts per search
  backend.name=rules     the teacher: rules (offline), openai, local, sglang …
  parts=[{archive: puct, searches: 1}, …]   several teachers or archives in one collection, one after the other, with seeds that run on
  profile=cheap          limits of an evaluation: cheap | train | final
  out=runs/collect       the run folder; the same command continues it

example: eft collect tasks=[codes/labs,routing/tsp] attempts=30 out=runs/small
example: eft collect configs/collect/default.yaml backend.name=openai backend.url=http://127.0.0.1:8000/v1 backend.model=qwen3"""


@dataclass(frozen=True)
class Part:
    """Searches of every task with a teacher and an archive of their own."""

    searches: int = 1
    attempts: int = 60
    backend: Any = pick("eft.backends", "rules")
    archive: Any = pick("eft.search.archives", "best")


@dataclass(frozen=True)
class Settings:
    """Configuration of a collection. workers: evaluations at a time; window: attempts of one search in flight.

    parts: with them `searches`, `attempts`, `backend` and `archive` of the collection itself do not count.
    """

    tasks: tuple[str, ...] = ("train",)
    leave_out: tuple[str, ...] = ()
    split: Literal["normal", "strict"] = "normal"
    searches: int = 2
    attempts: int = 60
    seed: int = 0
    seconds: float | None = None
    tokens: int | None = None
    cost_usd: float | None = None
    profile: str = "cheap"
    sandbox: str = "zygote"
    workers: int = 2
    batch: int = 8
    window: int = 1
    out: Path = Path("runs/collect")
    prompting: Prompting = field(default_factory=lambda: Prompting(style="compact"))
    backend: Any = pick("eft.backends", "rules")
    archive: Any = pick("eft.search.archives", "best")
    parts: tuple[Part, ...] = ()

    def of_parts(self) -> list[tuple[int, Part]]:
        """Every part with the seed of its first search."""
        parts = self.parts or (Part(self.searches, self.attempts, self.backend, self.archive),)
        return [(self.seed + sum(part.searches for part in parts[:number]), part) for number, part in enumerate(parts)]


def choose(settings: Settings) -> list[Task]:
    """The tasks of a collection; UserError if nothing is left or a left-out family does not exist."""
    from eft.evaluation.tasks import families, select_counted, without_relatives

    for family in settings.leave_out:
        if family not in families():
            raise UserError(f"leave_out: {family}: unknown family; families: {', '.join(families())}")
    tasks = [task for task in select_counted(settings.tasks) if task.family not in settings.leave_out]
    if settings.split == "strict":
        tasks = without_relatives(tasks)
    if not tasks:
        raise UserError("collect: no tasks chosen")
    return tasks


@dataclass(frozen=True)
class Collected:
    """What a collection came to. seconds: over all its sessions."""

    attempts: int = 0
    accepted: int = 0
    seconds: float = 0.0
    stop_reason: str = "attempts"

    def and_then(self, summary: Any) -> Collected:
        """With one more part; the seconds of its summary hold those of the earlier parts."""
        return Collected(self.attempts + summary.attempts, self.accepted + summary.accepted, summary.seconds, summary.stop_reason)


async def collect(settings: Settings, tasks: Sequence[Task], *, quiet: bool = False) -> Collected:
    """Run every search, part by part; a limit of the run or an interrupt ends all of them."""
    from eft.evaluation.evaluate import SandboxEvaluator, space
    from eft.search.budget import Budget
    from eft.search.engine import Engine, Flow
    from eft.search.plan import Search
    from eft.search.store import Store

    parts = settings.of_parts()
    total = len(tasks) * sum(part.searches * part.attempts for _, part in parts)
    evaluator = SandboxEvaluator(profile=settings.profile, sandbox=settings.sandbox, workers=settings.workers)
    done = Collected()
    try:
        with Store(settings.out / "run.db") as store, Log(settings.out) as log, Progress("collect", total, quiet=quiet) as progress:
            watch = _watcher(log, progress)
            for first, part in parts:
                backend = part.backend.build()
                engine = Engine(
                    store,
                    evaluator,
                    backend,
                    part.archive,
                    flow=Flow(workers=settings.workers, batch=settings.batch, window=settings.window),
                    prompting=settings.prompting,
                    budget=Budget(settings.seconds, settings.tokens, settings.cost_usd),
                    space=space,
                    on_attempt=watch,
                )
                seeds = range(first, first + part.searches)
                try:
                    searches = [Search(task, seed, part.attempts, task.initial) for seed in seeds for task in tasks]
                    done = done.and_then(await engine.run_interruptible(searches))
                finally:
                    await backend.close()
                if done.stop_reason != "attempts":
                    break
    finally:
        evaluator.close()
    return done


def _watcher(log: Log, progress: Progress) -> Callable[[Any, Any, bool], None]:
    """Scalars and the progress bar, over the searches of all parts."""
    seen: dict[str, tuple[int, int, int]] = {}
    done = valid = improved = 0

    def on_attempt(attempt: Any, live: Any, best: bool) -> None:
        nonlocal done, valid, improved
        counts = live.counts
        before, now = seen.get(live.search.name, (0, 0, 0)), (counts.attempts, counts.accepted, counts.improved)
        seen[live.search.name] = now
        done, valid, improved = (total + new - old for total, new, old in zip((done, valid, improved), now, before, strict=True))
        if done and done % 50 == 0:
            log.scalar("valid_rate", valid / done, done)
            log.scalar("improving_rate", improved / done, done)
        progress.update(done, f"valid {100 * valid / max(done, 1):.0f} %, better than parent {100 * improved / max(done, 1):.0f} %")

    return on_attempt


def main(argv: Sequence[str]) -> int:
    """Parse, open the run folder, collect, account."""
    if "--help" in argv or "-h" in argv:
        print(USAGE)
        return 0
    arguments = parse_arguments(argv, ("--quiet",))
    settings = load(Settings, arguments, tasks=list(arguments.words) or None)
    tasks = choose(settings)
    open_run_folder(settings.out, "collect", settings, budgets=("attempts", "searches", "seconds", "tokens", "cost_usd"))
    summary = asyncio.run(collect(settings, tasks, quiet="--quiet" in arguments.flags))
    text = (
        f"collected {summary.attempts} attempts over {len(tasks)} tasks in {summary.seconds:.0f} s "
        f"({summary.attempts / max(summary.seconds, 1e-9):.0f}/s): {summary.accepted} valid children; stopped by {summary.stop_reason}; {settings.out}"
    )
    write_atomic(settings.out / "summary.txt", (text + "\n").encode())
    print(text)
    return 130 if summary.stop_reason == "interrupted" else 0


if __name__ == "__main__":
    sys.exit(run_command("collect", main))
