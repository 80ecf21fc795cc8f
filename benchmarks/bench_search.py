"""How good is the search of each archive? Best `gap` after 30, 100 and 300 attempts with the `rules` teacher, on training families only.

    python benchmarks/bench_search.py [part=archives|backtrack] [seeds=10] [attempts=300] [tasks=ID;…] [arms=…] [log=FILE] [table]

A fifth arm, `arms=islands,best,puct,beam,random`, draws parents uniformly. `also=FILE`: a log of part `archives` whose arms stand for
`…/off` in part `backtrack` (they are the same searches). `commit=`: of the code that was measured, when it is older than the table.

One task a family; every arm runs every (task, seed), and the draws of attempt k are keyed by (task, seed, k), so arms are paired. Order
`strict` and profile `cheap` (counted calls): results depend neither on the machine's speed nor on its load. Every finished search is a
line of `log`; a run that was cut goes on after the last one, seeds in the outer loop. `table` only tabulates.

gap is log10 of the missing share between baseline and reference (0 at the baseline, lower is better), of the best program so far on the
seeds and instances that the search selects by; `fresh` is the champion's gap on others. Differences are paired over (task, seed) with
bootstrap intervals over pairs and over families (families, then seeds in them). A program that was judged before in any arm is not run
again: verdicts of the cheap profile are a function of task and source.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import harness

from eft.backends.rules import Rules
from eft.config import entry_class
from eft.evaluation.evaluate import SandboxEvaluator
from eft.evaluation.instances import space
from eft.evaluation.progress import standing
from eft.evaluation.sandbox.probe import open_sandbox
from eft.evaluation.tasks import find
from eft.search.engine import Engine, Flow
from eft.search.plan import Prompting, Search
from eft.search.store import Store
from eft.statistics import group_means, leave_one_out, paired_interval, proportion, won_tied_lost
from eft.types import Evaluator, Outcome, Task

POINTS = (30, 100, 300)
PROGRAM_SEEDS = (0, 1)  # of the four that the cheap profile runs: half the CPU, the same calls
TASKS = (  # of each family an instance that is quick to run; two permutations, subsets, spins, bits, points
    "graphs/max_cut/pool=torus20", "scheduling/weighted_tardiness/pool=n200", "routing/tsp/pool=uniform50",
    "graphs/independent_set/pool=words8", "codes/labs/n=55", "points/heilbronn/n=14,region=convex",
)  # fmt: skip
PARTS: Mapping[str, tuple[str, ...]] = {
    "archives": ("islands", "best", "puct", "beam"),
    "backtrack": ("best/off", "best/archive", "best/directive"),
}


@dataclass(frozen=True)
class Arm:
    """`archive` or `archive/backtracking`. Every archive offers one donor; `random` draws the parent from all different scores."""

    name: str

    def archive(self) -> Any:
        kind = self.name.split("/")[0]
        if kind == "random":
            return entry_class("eft.search.archives", "best")(size=10**6, decay=1.0, donors=1)
        return entry_class("eft.search.archives", kind)(donors=1)

    def prompting(self) -> Prompting:
        return Prompting(backtrack=self.name.split("/")[1] if "/" in self.name else "off")  # type: ignore[arg-type] # checked by the arm list


class Remembering:
    """An evaluator that judges each program of a task once."""

    def __init__(self, inner: Evaluator) -> None:
        self._inner, self._known, self._lock = inner, dict[tuple[str, str], Outcome](), threading.Lock()
        self.asked = self.ran = 0

    @property
    def profile(self) -> str:
        return self._inner.profile

    def close(self) -> None:
        self._inner.close()

    def evaluate(self, task: Task, source: str, *, seeds: Sequence[int] | None = None) -> Outcome:
        key = (task.id, source)
        with self._lock:
            self.asked += 1
            known = self._known.get(key)
        if known is None:
            known = self._inner.evaluate(task, source, seeds=seeds or PROGRAM_SEEDS)
            with self._lock:
                self.ran += 1
                self._known[key] = known
        return known


class Curve:
    """The best gap so far, where it changes."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, float]] = []
        self.statuses: dict[str, int] = {}

    def __call__(self, attempt: Any, live: Any, best: bool) -> None:
        word = attempt.failure or (attempt.outcome.status.value if attempt.outcome else "none")
        self.statuses[word] = self.statuses.get(word, 0) + (attempt.index > 0)
        if best and attempt.outcome is not None:
            found = standing(live.search.task, attempt.outcome.score)
            assert found is not None, f"{live.search.task.id} has no reference"
            self.steps.append((attempt.index, found.gap))

    def at(self, attempts: int) -> float:
        """Best gap among attempts 0..`attempts`."""
        return min(gap for index, gap in self.steps if index <= attempts)


def run(arm: Arm, task: Task, seed: int, attempts: int, judge: Remembering, fresh: Evaluator) -> dict[str, Any]:
    """One search from the family's seed program."""
    curve, started = Curve(), _cpu_s()
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "run.db") as store:
        engine = Engine(
            store,
            judge,
            Rules(),
            arm.archive(),
            flow=Flow("strict", window=4, batch=4, streams=1, workers=1),
            prompting=arm.prompting(),
            space=space,
            on_attempt=curve,
        )
        summary = asyncio.run(engine.run([Search(task, seed, attempts, task.initial)])).searches[0]
        champion = store.source(summary.best) if summary.best else task.initial
    again = fresh.evaluate(task, champion)
    return {
        "arm": arm.name, "task": task.id, "family": task.family, "seed": seed, "attempts": summary.attempts,
        "gap": {str(point): round(curve.at(point), 6) for point in POINTS if point <= attempts}, "fresh": again.gap,
        "valid": summary.accepted, "improved": summary.improved, "backtracks": summary.backtracks, "outcomes": curve.statuses,
        "steps": [(index, round(gap, 4)) for index, gap in curve.steps], "cpu_s": round(_cpu_s() - started, 2),
    }  # fmt: skip


def _cpu_s() -> float:
    """CPU of this process; its sandbox children are counted once they are reaped, at the end."""
    return time.process_time()


def measure(names: Sequence[str], arms: Sequence[Arm], seeds: int, attempts: int, log: Path) -> None:
    """Run what the log lacks, seeds in the outer loop."""
    done = {(line["arm"], line["task"], line["seed"]) for line in read(log)}
    tasks = [find(name) for name in names]
    for task in tasks:
        assert task.split == "train", f"{task.id}: held-out families stay unseen"
    sandbox = open_sandbox("zygote", 1)
    judge = Remembering(SandboxEvaluator("cheap", runner=sandbox))
    fresh = SandboxEvaluator("cheap", runner=sandbox, purpose="final")
    try:
        for seed, task, arm in itertools.product(range(seeds), tasks, arms):
            if (arm.name, task.id, seed) in done:
                continue
            line = run(arm, task, seed, attempts, judge, fresh)
            with log.open("a") as file:
                file.write(json.dumps(line) + "\n")
            print(f"{seed} {task.id} {arm.name} {line['gap']} {line['cpu_s']} s, {judge.ran} of {judge.asked} judged", flush=True)
    finally:
        sandbox.close()
        print(f"CPU: {time.process_time():.0f} s, children {resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime:.0f} s", flush=True)


def read(log: Path) -> list[Mapping[str, Any]]:
    """The finished searches."""
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


# --- tables -------------------------------------------------------------------------------------------------------------

Figure = Callable[[Mapping[str, Any]], float | None]


def figures() -> dict[str, Figure]:
    """What is compared, by name."""
    at = {f"gap after {point}": (lambda line, p=str(point): line["gap"].get(p)) for point in POINTS}
    return {**at, "gap of the champion on fresh seeds": lambda line: line["fresh"]}


def differences(lines: Sequence[Mapping[str, Any]], arm: str, base: str, figure: Figure) -> tuple[list[float], list[tuple[str, str, int]]]:
    """arm − base on every (task, seed) that both have, with their paths."""
    found = {(line["arm"], line["task"], line["seed"]): (figure(line), line["family"]) for line in lines}
    values, paths = [], []
    for (name, task, seed), (value, family) in sorted(found.items()):
        other = found.get((base, task, seed), (None, family))[0]
        if name == arm and value is not None and other is not None:
            values.append(value - other)
            paths.append((family, task, seed))
    return values, paths


def compare(lines: Sequence[Mapping[str, Any]], arm: str, base: str) -> list[dict[str, Any]]:
    """Rows of one pair of arms. Negative: `arm` has the smaller gap."""
    rows = []
    for name, figure in figures().items():
        values, paths = differences(lines, arm, base, figure)
        if len(values) < 2:
            continue
        pairs, families = paired_interval(values), paired_interval(values, paths)
        out = leave_one_out(values, paths)
        rows.append({
            "arm": arm, "base": base, "figure": name, "pairs": len(values), "mean": families.mean,
            "over_pairs": [pairs.low, pairs.high], "over_families": [families.low, families.high],
            "better_equal_worse": list(won_tied_lost([-v for v in values], 1e-9)),
            "families": group_means(values, paths), "leave_one_out": None if out is None else [out.low, out.high],
        })  # fmt: skip
    return rows


def rates(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Valid and improving replies of the teacher, by family (all arms) and by arm (all families), with Wilson intervals."""
    rows = []
    for key in ("family", "arm"):
        for name in sorted({line[key] for line in lines}):
            chosen = [line for line in lines if line[key] == name]
            total = sum(line["attempts"] for line in chosen)
            valid, better = (proportion(sum(line[word] for line in chosen), total) for word in ("valid", "improved"))
            rows.append({key: name, "attempts": total, "valid": _share(valid), "improved": _share(better)})
    return rows


def _share(found: Any) -> list[float]:
    return [round(value, 4) for value in (found.mean, found.low, found.high)]


def levels(lines: Sequence[Mapping[str, Any]], arms: Sequence[str]) -> list[dict[str, Any]]:
    """Mean gap of each arm at each point, families weighed equally."""
    rows = []
    for arm, (name, figure) in itertools.product(arms, figures().items()):
        chosen = [(value, line["family"]) for line in lines if line["arm"] == arm and (value := figure(line)) is not None]
        if chosen:
            means = group_means([value for value, _ in chosen], [family for _, family in chosen])
            rows.append({"arm": arm, "figure": name, "mean": round(statistics.fmean(means.values()), 4), "searches": len(chosen)})
    return rows


def complete(lines: Sequence[Mapping[str, Any]], arms: Sequence[str]) -> list[Mapping[str, Any]]:
    """Only (task, seed) pairs that every arm has run."""
    count: dict[tuple[str, int], set[str]] = {}
    for line in lines:
        count.setdefault((line["task"], line["seed"]), set()).add(line["arm"])
    return [line for line in lines if line["arm"] in arms and set(arms) <= count[line["task"], line["seed"]]]


def tabulate(part: str, lines: Sequence[Mapping[str, Any]], arms: Sequence[str], attempts: int, commit: str) -> Path:
    """Print the comparison and write benchmarks/results/bench_search[_backtrack].json."""
    lines = complete(lines, arms)
    bases = ("islands", "best") if part == "archives" else tuple(arm for arm in arms if arm.endswith("/off"))
    pairs = [
        (arm, base) for base in bases for arm in arms if arm != base and (part == "archives" or arm.split("/")[0] == base.split("/")[0])
    ]
    rows = [row for arm, base in pairs for row in compare(lines, arm, base)]
    for row in levels(lines, arms):
        print(f"{row['arm']:<20} {row['figure']:<36} {row['mean']:>8.4f}  {row['searches']} searches")
    for row in rows:
        (low, high), (first, last) = row["over_pairs"], row["over_families"]
        print(
            f"{row['arm']:>16} − {row['base']:<12} {row['figure']:<36} {row['mean']:+.4f} pairs [{low:+.4f}, {high:+.4f}] "
            f"families [{first:+.4f}, {last:+.4f}]  better/equal/worse {row['better_equal_worse']}"
        )
    for row in rates(lines):
        print(
            f"{row.get('family', row.get('arm')):<30} valid {row['valid'][0]:.3f}  improving {row['improved'][0]:.3f}  of {row['attempts']}"
        )
    record = {
        "name": "bench_search", "part": part, "commit": commit, "hardware": harness.hardware(), "attempts": attempts,
        "teacher": "rules", "profile": "cheap", "program_seeds": len(PROGRAM_SEEDS), "order": "strict, window 4", "donors": 1,
        "note": "gap: log10 of the missing share, lower is better; differences arm − base, negative is better",
        "levels": levels(lines, arms), "differences": rows, "rates": rates(lines), "searches": list(lines),
    }  # fmt: skip
    name = "bench_search" if part == "archives" else f"bench_search_{part}"
    path = harness.RESULTS / f"{name}.json"
    path.write_text(json.dumps(record, ensure_ascii=False) + "\n")
    return path


def main() -> None:
    """Measure what is missing, then tabulate."""
    given = dict(word.split("=", 1) for word in sys.argv[1:] if "=" in word)
    part, attempts = given.get("part", "archives"), int(given.get("attempts", 300))
    arms = given["arms"].split(",") if "arms" in given else list(PARTS[part])
    tasks = given["tasks"].split(";") if "tasks" in given else list(TASKS)
    log = Path(given.get("log", f"runs/bench_search_{part}.jsonl"))
    log.parent.mkdir(parents=True, exist_ok=True)
    if "table" not in sys.argv:
        measure(tasks, [Arm(name) for name in arms], int(given.get("seeds", 10)), attempts, log)
    lines = read(log)
    if "also" in given:
        lines += [{**line, "arm": f"{line['arm']}/off"} for line in read(Path(given["also"]))]
    print(tabulate(part, lines, arms, attempts, given.get("commit", harness.commit())))


if __name__ == "__main__":
    main()
