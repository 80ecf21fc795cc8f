"""Sum of the radii of 26 circles in the unit square, with the offline mutator alone: best certified sum against time.

    python benchmarks/circles26.py [seconds=600] [seeds=1] [arms=rules,optimisers] [archive=best] [workers=2] [log=FILE] [table]

The search starts from the family's seed program (random points). Arm `rules`: the default table of fragments (random steps, schedules,
acceptance, pools, restarts); arm `optimisers`: besides those, moves may end in a SciPy optimiser over the same counted `objective`. No
arm knows circles: the objective takes 52 numbers in the box. Four fifths of the time are search under profile `train` (4,000 objective
calls); in the last fifth the best five programs run under `campaign` (20,000 calls) from one program seed after the other. A sum counts when the independent twin (`eft.evaluation.verify`, exact
rationals, no code of the scorer) has proved its certificate, once the time is over. Every run is a line of `log`; those it holds are not
repeated. Writes results/circles26.json and circles26.svg.

What stands in the way of 2.6359830849176 (SLSQP over centres and radii with the constraints as such): the objective grows radii greedily,
so that it gives 2.53896 even at the record's centres, and its answers are all that a program of this teacher can return.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import harness

from eft.backends.rules import Rules
from eft.config import entry_class
from eft.evaluation.evaluate import SandboxEvaluator
from eft.evaluation.instances import space
from eft.evaluation.tasks import find
from eft.evaluation.verify import certificate
from eft.reporting.figures import Level, Line, curves, saved
from eft.search.budget import Budget
from eft.search.engine import Engine, Flow
from eft.search.plan import Search
from eft.search.store import Store
from eft.types import Outcome, Task

TASK = "packing/circles_in_square/n=26"
SEARCH_SHARE, FINALISTS = 0.8, 5
RECORD = 2.635983084917606  # a simple SLSQP solver of centres and radii, 1–3 minutes of CPU
ARMS = {"rules": Rules(), "optimisers": Rules(optimisers=True)}
ENOUGH = 10**6  # attempts: the clock ends the run


class Watch:
    """Every better sum with the second at which it was known, and the certificate that must hold for it."""

    def __init__(self) -> None:
        self.started, self.best = time.monotonic(), 0.0
        self.found: list[tuple[float, str, Mapping[str, Any]]] = []
        self.status: dict[str, int] = {}
        self._lock = threading.Lock()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def see(self, outcome: Outcome, where: str) -> None:
        """Note an outcome that beats all before it."""
        with self._lock:
            if outcome.ok and outcome.certificate is not None and max(outcome.scores) > self.best:
                self.best = max(outcome.scores)
                self.found.append((self.seconds, where, outcome.certificate))

    def __call__(self, attempt: Any, live: Any, new_best: bool) -> None:
        word = attempt.failure or (attempt.outcome.status.value if attempt.outcome else "none")
        self.status[word] = self.status.get(word, 0) + 1
        if attempt.outcome is not None:
            self.see(attempt.outcome, f"attempt {attempt.index}")


def run(arm: str, seed: int, given: Mapping[str, str]) -> dict[str, Any]:
    """One run of `seconds`; its curve holds proved sums only."""
    task, watch = find(TASK), Watch()
    seconds, workers, before = float(given.get("seconds", 600)), int(given.get("workers", 2)), _cpu_s()
    judge = SandboxEvaluator("train", workers=workers)
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "run.db") as store:
        engine = Engine(
            store,
            judge,
            ARMS[arm],
            entry_class("eft.search.archives", given.get("archive", "best"))(donors=1),
            flow=Flow(window=2 * workers, batch=workers, streams=1, workers=workers),
            budget=Budget(seconds=SEARCH_SHARE * seconds),
            space=space,
            on_attempt=watch,
        )
        summary = asyncio.run(engine.run([Search(task, seed, ENOUGH, task.initial)])).searches[0]
        judge.close()
        programs = finalists(store)
    runs = finish(task, programs, watch, seconds, workers)
    curve = [(round(second, 2), where, float(certificate.check(proof))) for second, where, proof in watch.found]
    return {
        "arm": arm, "seed": seed, "seconds": seconds, "workers": workers, "attempts": summary.attempts, "improved": summary.improved,
        "outcomes": watch.status, "campaign_runs": runs, "cpu_s": round(_cpu_s() - before, 1), "curve": curve, "champion": programs[0],
    }  # fmt: skip


def finalists(store: Store) -> list[str]:
    """The best programs of different score, best first."""
    best: dict[float, str] = {}
    for attempt in store.attempts():
        if attempt.outcome is not None and attempt.outcome.ok and attempt.outcome.score is not None and attempt.child is not None:
            best.setdefault(attempt.outcome.score, attempt.child)
    return [store.source(best[score]) for score in sorted(best, reverse=True)[:FINALISTS]]


def finish(task: Task, programs: Sequence[str], watch: Watch, seconds: float, workers: int) -> int:
    """Run the finalists in turn, each turn with the next program seed, until the time is over; how many runs were made."""
    judge = SandboxEvaluator("campaign", workers=workers)

    def one(turn: int) -> bool:
        if watch.seconds >= seconds:
            return False
        seed, number = divmod(turn, len(programs))
        watch.see(judge.evaluate(task, programs[number], seeds=[seed]), f"finalist {number + 1}, program seed {seed}")
        return True

    with ThreadPoolExecutor(workers) as pool:
        count = 0
        while all(made := list(pool.map(one, range(count, count + workers)))):
            count += len(made)
    judge.close()
    return count + sum(made)


def _cpu_s() -> float:
    """CPU of this process and of the children that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def figure(lines: Sequence[Mapping[str, Any]]) -> bytes:
    """Best proved sum against seconds, a colour an arm."""
    shown = []
    for line in lines:
        points = [(second, value) for second, _, value in line["curve"]]
        label = f"{line['arm']}, seed {line['seed']}"
        shown.append(Line(label, [*points, (line["seconds"], points[-1][1])], step=True, colour=list(ARMS).index(line["arm"])))
    return saved(
        curves(
            shown,
            title="26 circles in the unit square: best certified sum of radii against time",
            x_label="seconds",
            y_label="sum of radii, proved",
            levels=[Level("SLSQP over centres and radii", RECORD)],
        )
    )


def main() -> None:
    """Run what the log lacks, print, write."""
    given = dict(word.split("=", 1) for word in sys.argv[1:] if "=" in word)
    log = Path(given.get("log", "runs/circles26.jsonl"))
    log.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    wanted = [(arm, seed) for seed in range(int(given.get("seeds", 1))) for arm in given.get("arms", ",".join(ARMS)).split(",")]
    for arm, seed in wanted if "table" not in sys.argv else ():
        if (arm, seed) not in {(line["arm"], line["seed"]) for line in lines}:
            lines.append(run(arm, seed, given))
            with log.open("a") as file:
                file.write(json.dumps(lines[-1]) + "\n")
    for line in lines:
        steps = ", ".join(f"{second:.0f} s {value:.6f}" for second, _, value in line["curve"][-4:])
        print(
            f"{line['arm']} seed {line['seed']}: {line['curve'][-1][2]:.10f} of {line['attempts']} attempts, {line['cpu_s']} s of CPU; {steps}"
        )
    record = {
        "name": "circles26", "task": TASK, "commit": harness.commit(), "hardware": harness.hardware(),
        "archive": given.get("archive", "best"), "record": RECORD, "certified_by": "eft.evaluation.verify, every point", "runs": lines,
    }  # fmt: skip
    (harness.RESULTS / "circles26.json").write_text(json.dumps(record, ensure_ascii=False) + "\n")
    (harness.RESULTS / "circles26.svg").write_bytes(figure(lines))


if __name__ == "__main__":
    main()
