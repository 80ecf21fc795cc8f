"""What came of a run: the best programs, judged once more, with their certificates, and the summary."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eft.evolution.judging import recipe
from eft.runs import write_atomic
from eft.search.executors._protocol import Setup, lane
from eft.search.executors.local import Local
from eft.search.plan import Search
from eft.search.store import Store
from eft.search.summary import Summary
from eft.types import Attempt, Direction, Outcome, Task

if TYPE_CHECKING:
    from eft.evolve import Settings


def write_best(settings: Settings, searches: Sequence[Search], store: Store) -> dict[str, tuple[Attempt, Path]]:
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
        assert attempt.child is not None  # an attempt with a score has a program
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
    executor = Local(getattr(settings.executor, "timing_cores", 1)).build(Setup(recipe(settings, [task]), 1, lane(task) == "timing"))
    try:
        return asyncio.run(executor.evaluate(task, source, "final"))
    finally:
        executor.close()


def report(settings: Settings, summary: Summary, searches: Sequence[Search], store: Store) -> dict[str, Any]:
    """The summary object. best_score, gap and fresh_score are those of the first task; `best` lists all."""
    by_task = {one.task.id: one.task for one in searches}
    rows = []
    for task_id, (attempt, file) in write_best(settings, searches, store).items():
        assert attempt.child is not None
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
