"""How much is left to find? For every task its ladder of programs; for some a search with the `rules` teacher.

    python benchmarks/headroom.py [tasks=heldout;train;graphs/max_cut;…] [searches=first|all|none] [attempts=100] [log=FILE] [table]

Ladder: seed program, textbook program and the strongest of `right/` in the cheap profile (counted calls, four program seeds that no search
uses), the reference, and the CPU of one exact verdict. Search: `rules` with the archive `best`, strict order, profile cheap, one seed, on the
first task of each family (`first`) or on all (but where speed counts: a search would take minutes). Every finished part is a line of `log`; a run that was cut goes on after it. Writes
results/headroom.json and docs/headroom.md.

A task is `saturated` if its strongest program reaches the reference up to the task's resolution, `open` if the best of the search stays short of
the reference by more than a tenth of the way from the baseline (gain below 0.9).
"""

from __future__ import annotations

import asyncio
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import harness
from bench_search import Curve

from eft.backends.rules import Rules
from eft.config import entry_class
from eft.evaluation.evaluate import PUBLIC_SECRET, SandboxEvaluator
from eft.evaluation.instances import PROFILES, instances, space
from eft.evaluation.progress import reference, standing
from eft.evaluation.rounds import in_rounds
from eft.evaluation.sandbox.probe import open_sandbox
from eft.evaluation.sandbox.protocol import Job, Result, Sandbox
from eft.evaluation.scoring import judge
from eft.evaluation.tasks import all_tasks, families, is_timed, select
from eft.search.engine import Engine, Flow
from eft.search.plan import Search
from eft.search.store import Store
from eft.types import InfrastructureError, Status, Task, UserError

LADDER_SEEDS = range(100, 104)
EARLY = 30  # attempts
OPEN_GAIN = 0.9
DOCUMENT = Path(__file__).parent.parent / "docs" / "headroom.md"


class Tap:
    """A sandbox that keeps the answers of its last job."""

    def __init__(self, inner: Sandbox) -> None:
        self._inner, self.name, self.answers = inner, inner.name, ()

    def run(self, job: Job) -> Result:
        result = self._inner.run(job)
        self.answers = result.answers
        return result

    def close(self) -> None:
        self._inner.close()


def ladder(task: Task, evaluator: SandboxEvaluator, tap: Tap) -> dict[str, Any]:
    """Scores of the programs and the CPU of a verdict, in milliseconds."""
    files = sorted(
        file for file in (task.folder / "right").glob(f"[0-9]_*{task.suffix}") if re.match(r"(#|//) profile: cheap", file.read_text())
    )
    scores: dict[str, float | None] = {}
    for name, source in (("seed", task.initial), ("textbook", files[1].read_text()), ("strong", files[-1].read_text())):
        outcome = evaluator.evaluate(task, source, seeds=LADDER_SEEDS)
        scores[name] = outcome.score if outcome.status is Status.OK else None
    times: list[float] = []
    if is_timed(task) or in_rounds(task):  # a measurement, or a game: not one answer
        return {"part": "ladder", "task": task.id, **scores, "scoring_ms": None}
    instance = instances(task, PROFILES["cheap"], "search", PUBLIC_SECRET)[0]
    for answer in tap.answers[:1] * 5:
        started = time.thread_time()
        judge(task, instance, answer)
        times.append(time.thread_time() - started)
    return {"part": "ladder", "task": task.id, **scores, "scoring_ms": round(1e3 * min(times), 4) if times else None}


def search(task: Task, attempts: int, evaluator: SandboxEvaluator) -> dict[str, Any]:
    """Best score of a search after its seed program, EARLY attempts and all."""
    curve, best = Curve(), [(0, None)]

    def seen(attempt: Any, live: Any, better: bool) -> None:
        word = attempt.failure or (attempt.outcome.status.value if attempt.outcome else "none")
        curve.statuses[word] = curve.statuses.get(word, 0) + (attempt.index > 0)
        if better and attempt.outcome is not None:
            best.append((attempt.index, attempt.outcome.score))

    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "run.db") as store:
        engine = Engine(
            store, evaluator, Rules(), entry_class("eft.search.archives", "best")(), flow=Flow("strict", window=4, batch=4, streams=1, workers=1),
            space=space, on_attempt=seen,
        )  # fmt: skip
        asyncio.run(engine.run([Search(task, 0, attempts, task.initial)]))
    at = {str(point): [score for index, score in best if index <= point][-1] for point in (0, EARLY, attempts)}
    return {"part": "search", "task": task.id, "attempts": attempts, "best": at, "outcomes": curve.statuses}


def measure(chosen: Sequence[Task], searched: set[str], attempts: int, log: Path) -> None:
    """Run what the log lacks; a part that our own code fails is told and left out."""
    done = {(line["part"], line["task"]) for line in read(log)}
    tap = Tap(open_sandbox("zygote", 1))
    counted, timed = SandboxEvaluator("cheap", runner=tap), SandboxEvaluator("cheap")
    try:
        for number, task in enumerate(chosen, 1):
            evaluator = timed if is_timed(task) else counted
            parts = [("ladder", lambda task=task, by=evaluator: ladder(task, by, tap))]
            if task.id in searched and not is_timed(task):
                parts.append(("search", lambda task=task: search(task, attempts, counted)))
            for name, part in parts:
                if (name, task.id) in done:
                    continue
                try:
                    line = part()
                except (UserError, InfrastructureError) as error:
                    print(f"{task.id}: {name}: {error}", flush=True)
                    continue
                with log.open("a") as file:
                    file.write(json.dumps(line) + "\n")
            print(f"{number}/{len(chosen)} {task.id}", flush=True)
    finally:
        timed.close()
        tap.close()


def read(log: Path) -> list[dict[str, Any]]:
    """The finished parts."""
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def rows(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row a task, with the gains of the programs and what is flagged."""
    searches = {line["task"]: line for line in lines if line["part"] == "search"}
    found = []
    for task in all_tasks():
        line = next((line for line in lines if line["part"] == "ladder" and line["task"] == task.id), None)
        if line is None:
            continue

        def gain(score: float | None, task: Task = task) -> float | None:
            stand = None if score is None else standing(task, score)
            return None if stand is None else round(stand.gain, 4)

        gains = {name: gain(line[name]) for name in ("seed", "textbook", "strong")}
        best = gain(line["strong"])
        span = None if task.baseline is None or reference(task) is None else abs(reference(task) - task.baseline)
        saturated = best is not None and bool(span) and (1.0 - best) * span <= task.resolution
        row = {
            "task": task.id,
            "family": task.family,
            "split": task.split,
            "reference": reference(task),
            **{k: line[k] for k in ("seed", "textbook", "strong")},
        }
        row |= {"gains": gains, "scoring_ms": line["scoring_ms"], "saturated": saturated}
        if run := searches.get(task.id):
            scores = list(run["best"].values())
            sign = 1 if task.direction == "max" else -1
            early = None not in scores[:2] and sign * (scores[1] - scores[0]) > 0
            reached = gain(scores[-1])
            row |= {
                "searched": run["best"],
                "improved_early": early,
                "reached": reached,
                "open": reached is not None and reached < OPEN_GAIN,
            }
        found.append(row)
    return found


def document(found: Sequence[Mapping[str, Any]], attempts: int) -> str:
    """The page: what was counted, then one line a task."""
    searched = [row for row in found if "searched" in row]
    opened = {row["family"] for row in searched if row["open"]}
    training = [row for row in searched if row["split"] == "train"]
    early = sum(row["improved_early"] for row in training)
    verdicts = [row["scoring_ms"] for row in found if row["scoring_ms"] is not None]
    lines = [
        "# Headroom", "",
        "Written by `python benchmarks/headroom.py`. Programs run in the cheap profile (counted calls, four program seeds); gains in brackets are 0 at the",
        "baseline and 1 at the reference, which is a record, an optimum or our own solver's (see `task.yaml`).", "",
        f"- {len(found)} tasks of {len({row['family'] for row in found})} families; saturated (the strongest program of the ladder reaches the reference): "
        f"{sum(row['saturated'] for row in found)} tasks.",
        f"- `rules` searches of {attempts} attempts on {len(searched)} tasks of {len({row['family'] for row in searched})} families: gain below {OPEN_GAIN} in {len(opened)} families.",
        f"- After {EARLY} attempts the search is better than the seed program on {early} of {len(training)} training tasks.",
        f"- One exact verdict: median {statistics.median(verdicts):.3g} ms of CPU, largest {max(verdicts):.3g} ms." if verdicts else "",
        "", "| task | seed | textbook | strong | reference | `rules` | verdict, ms | |", "|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for row in found:
        cells = [_cell(row[name], row["gains"][name]) for name in ("seed", "textbook", "strong")]
        reached = _cell(list(row["searched"].values())[-1], row["reached"]) if "searched" in row else ""
        flag = "saturated" if row["saturated"] else "open" if row.get("open") else ""
        cost = "" if row["scoring_ms"] is None else f"{row['scoring_ms']:.3g}"
        lines.append(f"| {row['task']} | {' | '.join(cells)} | {_cell(row['reference'], None)} | {reached} | {cost} | {flag} |")
    return "\n".join(lines) + "\n"


def _cell(value: float | None, gain: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.6g}" + ("" if gain is None else f" ({gain:.2f})")


def main() -> None:
    """Measure what is missing, then tabulate."""
    given = dict(word.split("=", 1) for word in sys.argv[1:] if "=" in word)
    attempts, log = int(given.get("attempts", 100)), Path(given.get("log", "runs/headroom.jsonl"))
    chosen = select(tuple(given.get("tasks", "train;heldout").split(";")))
    first = {next(task.id for task in select((family,))) for family in families()}
    searched = {"none": set(), "first": first, "all": {task.id for task in chosen}}[given.get("searches", "first")]
    log.parent.mkdir(parents=True, exist_ok=True)
    if "table" not in sys.argv:
        measure(chosen, searched, attempts, log)
    found = rows(read(log))
    record = {"name": "headroom", "commit": harness.commit(), "hardware": harness.hardware(), "attempts": attempts, "tasks": found}
    (harness.RESULTS / "headroom.json").write_text(json.dumps(record, ensure_ascii=False) + "\n")
    DOCUMENT.write_text(document(found, attempts))
    print("\n".join(document(found, attempts).splitlines()[:10]))


if __name__ == "__main__":
    main()
