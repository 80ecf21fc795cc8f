"""`eft evolve`: search for a better program for one task, or for a list of tasks."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from eft.__main__ import run as run_command
from eft.config import Arguments, load, parse_arguments, pick
from eft.log import Log, Progress
from eft.runs import commit, open_run_folder, plain, versions, write_atomic
from eft.search.plan import Order, Prompting
from eft.types import Attempt, Direction, Outcome, Task, UserError

USAGE = """eft evolve [CONFIG.yaml] [TASK …] [key=value …] [--json] [--quiet]

Changes programs with a model (or the offline mutator `rules`), runs them in the sandbox, keeps what is better. Every attempt is in
OUT/run.db; the best program is written to OUT/best.py (or .c). The same command again continues; budgets may grow.

  task=codes/labs/n=66    a task id, a family, a split or a folder (yours, or one of another project: its own evaluator then judges,
                          in the program's jail, where modules=[NAME, …] shows further packages); also as words, or tasks=[…]
  initial=my_program.py   where to start (with EVOLVE-BLOCK markers); default: the family's seed program
  backend.name=rules      rules | fake | local | openai …, with its own settings (backend.path=…)
  executor=local          local | ray (worker agents: executor.agents=2, executor.address=host:port), where programs are judged
  archive=islands         islands | puct | best | beam, with its own settings (archive.islands=8)
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


def plan_searches(settings: Settings) -> list[Any]:
    """The searches of a run: every task with every seed. UserError for unknown tasks and unusable initial programs."""
    from eft.evaluation.catalogue import select
    from eft.search.plan import Search

    if not settings.tasks:
        raise UserError("no task given, e.g. `eft evolve packing/circles_in_square/n=26`; `eft tasks` lists all")
    tasks = select(settings.tasks)
    judged_by(settings, tasks)
    starts = [first_program(task) if settings.initial is None else read_initial(settings.initial, task.suffix) for task in tasks]
    return [
        Search(task, settings.seed + number, settings.attempts, start)
        for number in range(settings.searches)
        for task, start in zip(tasks, starts, strict=True)
    ]


def first_program(task: Task) -> str:
    """A task's own first program; that of another project's folder is looked at first."""
    from eft.evaluation.foreign import ForeignTask

    if isinstance(task, ForeignTask) and task.source is not None and task.source.initial is not None:
        if task.source.suffix != ".py":
            raise UserError(f"{task.source.initial}: the search changes Python programs; `eft score` judges others too")
        usable(task.initial, task.source.initial, task.suffix)
    return task.initial


def read_initial(file: Path, suffix: str) -> str:
    """A program to start from; UserError unless it has EVOLVE-BLOCK markers and, where `suffix` wants it, is Python."""
    try:
        source = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"initial {file}: {getattr(error, 'strerror', None) or 'not UTF-8 text'}") from error
    usable(source, file, suffix)
    return source


def usable(source: str, file: Path, suffix: str) -> None:
    """UserError unless a search can start from the program: with EVOLVE-BLOCK markers and, if it should be, Python."""
    from eft.text import blocks, edit

    try:
        blocks.spans(source.split("\n"))
        if suffix == ".py":
            edit.check(source)
    except blocks.MarkerError as error:
        sign = "#" if suffix == ".py" else "//"
        around = f"put `{sign} EVOLVE-BLOCK-START` and `{sign} EVOLVE-BLOCK-END` around what may change"
        raise UserError(f"initial {file}: {error}; {around}") from error
    except edit.EditError as error:
        raise UserError(f"initial {file}: not Python: {error.detail}") from error


def judged_by(settings: Settings, tasks: Iterable[Task]) -> Literal["sandbox", "folder", "fake"]:
    """The kind of evaluator that settings and tasks ask for. UserError for tasks of both kinds: they share none."""
    from eft.evaluation.foreign import ForeignTask

    foreign = {isinstance(task, ForeignTask) for task in tasks}
    if len(foreign) > 1:
        raise UserError("tasks of the suite and folders of other projects cannot share a run; start one for each kind")
    if settings.modules and True not in foreign:
        raise UserError("modules: only folders of other projects may be shown more packages; programs of the suite have numpy and scipy")
    if True in foreign and settings.sandbox == "unsafe":
        raise UserError("sandbox=unsafe: a task folder of another project is judged in the jail only")
    return "folder" if True in foreign and settings.evaluator == "sandbox" else settings.evaluator


def recipe(settings: Settings, tasks: Iterable[Task]) -> Any:
    """How the evaluators of the settings and tasks are made."""
    from eft.search.executors._recipe import JudgeRecipe

    return JudgeRecipe(
        judged_by(settings, tasks),
        settings.profile,
        settings.sandbox,
        settings.instance_secret,
        cpu_s=settings.cpu_s,
        wall_s=settings.wall_s,
        modules=settings.modules,
    )


def open_executor(settings: Settings, tasks: Iterable[Task], store: Any) -> Any:
    """Where the settings want programs judged; cores are set aside if a task's score is a time."""
    from eft.search.executors._protocol import Setup, lane

    chosen = list(tasks)
    timing = any(lane(task) == "timing" for task in chosen)
    made = recipe(settings, chosen)
    return settings.executor.build(Setup(made, settings.workers, timing, store.event, made.version))


async def search(settings: Settings, searches: Sequence[Any], store: Any, *, quiet: bool) -> Any:
    """Run the engine with a progress bar and TensorBoard curves; returns its Summary."""
    from eft.search.budget import Budget
    from eft.search.engine import Engine, Flow

    total = len(searches) * settings.attempts
    async with AsyncExitStack() as opened:
        executor = open_executor(settings, (one.task for one in searches), store)
        opened.callback(executor.close)
        backend = settings.backend.build()
        opened.push_async_callback(backend.close)
        with Log(settings.out) as log, Progress("evolve", total, quiet=quiet) as progress:
            engine = Engine(
                store,
                executor,
                backend,
                settings.archive,
                flow=Flow(settings.order, settings.window, settings.batch, settings.streams, settings.workers),
                prompting=settings.prompting,
                budget=Budget(settings.seconds, settings.tokens, settings.cost_usd),
                target=settings.target,
                space=_space(settings),
                on_attempt=_Reporter(log, progress, len(searches) == 1),
            )
            return await engine.run_interruptible(searches)


def _space(settings: Settings) -> Any:
    from eft.evaluation.instances import space

    return (lambda task: None) if settings.evaluator == "fake" else space


class _Reporter:
    """Turns attempts into the bar's note and the curves."""

    def __init__(self, log: Log, progress: Progress, single: bool) -> None:
        self._log, self._progress, self._single = log, progress, single
        self._lives: dict[str, Any] = {}

    def __call__(self, attempt: Attempt, live: Any, new_best: bool) -> None:
        self._lives[live.search.name] = live
        done, valid = (sum(getattr(one.counts, key) for one in self._lives.values()) for key in ("attempts", "accepted"))
        rate = valid / max(done, 1)
        if new_best and live.tree.best is not None:
            name = "best_score" if self._single else f"best_score/{live.search.name}"
            self._log.scalar(name, live.tree.best.score, live.counts.attempts)
        if done and done % 20 == 0:
            self._log.scalar("valid_rate", rate, done)
        best = f"best {live.tree.best.score:.8g}, " if self._single and live.tree.best is not None else ""
        self._progress.update(done, f"{best}valid {100 * rate:.0f} %")


def write_best(settings: Settings, searches: Sequence[Any], store: Any) -> dict[str, tuple[Attempt, Path]]:
    """The best program of each task as a file: best.py (or .c) for one task, best/<task>.py for several. By task id."""
    champions: dict[str, Attempt] = {}
    tasks: dict[str, Task] = {}
    for one in searches:
        tasks[one.task.id] = one.task
        found, held = store.best(one.name, one.task.direction), champions.get(one.task.id)
        if found is not None and (held is None or _better(one.task, found, held)):
            champions[one.task.id] = found
    written = {}
    for task_id, attempt in champions.items():
        suffix = tasks[task_id].suffix
        file = settings.out / f"best{suffix}"
        if len(tasks) > 1:
            file = settings.out / "best" / (task_id.replace("/", "__") + suffix)
            file.parent.mkdir(exist_ok=True)
        write_atomic(file, store.source(attempt.child).encode())
        written[task_id] = (attempt, file)
    return written


def write_certificate(settings: Settings, task_id: str, outcome: Outcome) -> str | None:
    """certificates/<task>.json, which `eft verify` checks; None if the family issues none."""
    if outcome.certificate is None or "format" not in outcome.certificate:
        return None
    file = settings.out / "certificates" / (task_id.replace("/", "__") + ".json")
    file.parent.mkdir(exist_ok=True)
    write_atomic(file, (json.dumps(outcome.certificate) + "\n").encode())
    return str(file)


def _better(task: Task, one: Attempt, other: Attempt) -> bool:
    assert one.outcome is not None
    assert other.outcome is not None
    assert one.outcome.score is not None
    assert other.outcome.score is not None
    return one.outcome.score > other.outcome.score if task.direction is Direction.MAX else one.outcome.score < other.outcome.score


def verify(settings: Settings, task: Task, source: str) -> Outcome:
    """The champion once more, on program seeds and instances that no selection has seen."""
    from eft.search.executors._protocol import Setup, lane
    from eft.search.executors.local import Local

    executor = Local(getattr(settings.executor, "timing_cores", 1)).build(Setup(recipe(settings, [task]), 1, lane(task) == "timing"))
    try:
        return asyncio.run(executor.evaluate(task, source, "final"))
    finally:
        executor.close()


def report(settings: Settings, summary: Any, searches: Sequence[Any], store: Any) -> dict[str, Any]:
    """The summary object. best_score, gap and fresh_score are those of the first task; `best` lists all."""
    by_task = {one.task.id: one.task for one in searches}
    rows = []
    for task_id, (attempt, file) in write_best(settings, searches, store).items():
        assert attempt.outcome is not None
        fresh = None if summary.stop_reason == "interrupted" else verify(settings, by_task[task_id], store.source(attempt.child))
        rows.append(
            {
                "task": task_id,
                "search": attempt.search,
                "attempt": attempt.index,
                "score": attempt.outcome.score,
                "gap": attempt.outcome.gap,
                "progress": attempt.outcome.progress,
                "fresh_status": None if fresh is None else fresh.status.value,
                "fresh_score": None if fresh is None else fresh.score,
                "fresh_gap": None if fresh is None else fresh.gap,
                "program": str(file),
                "trust": attempt.outcome.trust,
                "certificate": write_certificate(settings, task_id, fresh if fresh is not None and fresh.ok else attempt.outcome),
            }
        )
    first: dict[str, Any] = rows[0] if rows else {}
    return {
        "attempts": summary.attempts,
        "accepted": summary.accepted,
        "improved": summary.improved,
        "best_score": first.get("score"),
        "gap": first.get("gap"),
        "fresh_score": first.get("fresh_score"),
        "seconds": round(summary.seconds, 3),
        "tokens": summary.tokens,
        "cost_usd": summary.cost_usd,
        "stop_reason": summary.stop_reason,
        "run_folder": str(settings.out),
        "history": summary.history,
        "failures": [{"reason": reason, "count": count, "example": detail[:300]} for reason, count, detail in store.failures()],
        "best": rows,
    }


def text(found: dict[str, Any]) -> str:
    """The same for people."""
    share = 100 * found["accepted"] / max(found["attempts"], 1)
    lines = [
        f"{found['attempts']} attempts in {found['seconds']:.1f} s, {share:.0f} % valid, {found['improved']} better than their parent; "
        f"stopped by {found['stop_reason']}"
    ]
    if found["failures"]:
        shown = ", ".join(f"{one['reason']} {one['count']}" for one in found["failures"])
        lines.append(f"replies without a program: {shown}; e.g. {' '.join(found['failures'][0]['example'].split())[:160]}")
    for row in found["best"]:
        gap = "" if row["gap"] is None else f", gap {row['gap']:.3f}"
        how = "on fresh seeds" if row["trust"] == "task" else "when judged again"
        fresh = "" if row["fresh_score"] is None else f" ({row['fresh_score']:.10g} {how})"
        lines.append(f"{row['task']}: best {row['score']:.10g}{gap}{fresh}, attempt {row['attempt']}: {row['program']}")
    return "\n".join([*lines, f"run folder {found['run_folder']}"])


def main(argv: Sequence[str]) -> int:
    """Parse, open the run folder, search, write the best program, sum up."""
    if "--help" in argv or "-h" in argv:
        print(USAGE)
        return 0
    arguments = parse_arguments(argv, ("--json", "--quiet"))
    settings = read_settings(arguments)
    searches = plan_searches(settings)
    as_json = "--json" in arguments.flags
    from eft.evaluation.foreign import warnings

    for warning in warnings(one.task for one in searches):
        print(warning, file=sys.stderr)
    open_run_folder(settings.out, "evolve", settings, budgets=BUDGETS)
    from eft.search.store import Store

    with Store(settings.out / "run.db") as store:
        store.set_meta("run", {"config": plain(settings), "commit": commit(), "versions": versions()})
        summary = asyncio.run(search(settings, searches, store, quiet=as_json or "--quiet" in arguments.flags))
        found = report(settings, summary, searches, store)
    write_atomic(settings.out / "summary.json", (json.dumps(found, indent=1) + "\n").encode())
    print(json.dumps(found) if as_json else text(found))
    return 130 if summary.stop_reason == "interrupted" else 0


if __name__ == "__main__":
    sys.exit(run_command("evolve", main))
