"""kill -9 again and again: the real engine with the real sandbox, a fake model, and a checker after every kill.

    python benchmarks/kill_loop.py [cycles=250] [attempts=150] [orders=free,strict] [seed=1] [out=FILE.json]

Two searches share a run; half of the kills come at any moment of a process's life (imports, opening, replay included), half while it
works. A run that ends is continued by the next one; in strict order its history must be that of a run nobody killed. After each kill:

* every attempt that was acknowledged is there with the same child, none twice, and the file is sound to its last bit;
* tree and archive by replay, at the last acknowledged attempt, are those that the killed process had (same draws, same best);
* no attempt beyond the budget; tokens within the budget and one round of calls in flight;
* no process of the sandbox is alive (orphans fall to this process, which adopts them).
"""

from __future__ import annotations

import asyncio
import ctypes
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harness import RESULTS, commit, hardware

from eft.backends.fake import Fake
from eft.evaluation.evaluate import SandboxEvaluator
from eft.evaluation.tasks import select
from eft.search.archives.puct import Puct
from eft.search.budget import Budget
from eft.search.engine import Engine, Flow
from eft.search.live import Live
from eft.search.plan import Planner, Prompting, Search
from eft.search.store import Store
from eft.types import Attempt

TASK = "codes/labs/n=66"
TOKENS = 10**6  # budget of a run; one reply of the fake model is below 200
FLOW = {"window": 4, "batch": 8, "streams": 2, "workers": 2}
SUBREAPER = 36  # prctl(2): orphans of our children become ours
ORPHANS_S = 5.0  # how long the sandbox may take to notice that its engine is gone


def searches(seed: int, attempts: int) -> list[Search]:
    """Two searches from the family's seed program."""
    task = select([TASK])[0]
    return [Search(task, 2 * seed + number, attempts, task.initial) for number in range(2)]


def fingerprint(live: Live) -> str:
    """What the search would do next: history, best, and the archive's answer to eight draws."""
    drawn = [live.archive.select(random.Random(k), []) for k in range(8)] if live.started else []
    words = [live.history, len(live.tree), live.tree.best and live.tree.best.id]
    words += [(choice.parent.id, [donor.id for donor in choice.donors], choice.island) for choice in drawn]
    return hashlib.sha256(repr(words).encode()).hexdigest()[:16]


def child(file: Path, order: Any, attempts: int, seed: int) -> None:
    """One session; says what has been acknowledged, line by line."""

    def acknowledged(attempt: Attempt, live: Live, best: bool) -> None:
        os.write(1, f"{attempt.id} {attempt.child} {fingerprint(live)}\n".encode())

    evaluator = SandboxEvaluator("cheap", "zygote", FLOW["workers"])
    with Store(file) as store:
        engine = Engine(
            store, evaluator, Fake().build(), Puct(), flow=Flow(order, **FLOW), prompting=Prompting(backtrack="archive", patience=2),
            budget=Budget(tokens=TOKENS), on_attempt=acknowledged,
        )  # fmt: skip
        summary = asyncio.run(engine.run(searches(seed, attempts)))
    evaluator.close()
    os.write(1, f"history {summary.history}\n".encode())


@dataclass
class Report:
    """What the loop saw. lives: sessions by how they ended."""

    kills: dict[str, int] = field(default_factory=dict)
    during_start: int = 0
    runs: int = 0
    acknowledged: int = 0
    stored: int = 0
    replays_compared: int = 0
    strict_histories_equal: int = 0
    most_orphans: int = 0
    longest_orphan_s: float = 0.0


def check(file: Path, acknowledged: dict[str, str], order: Any, attempts: int, seed: int, report: Report) -> None:
    """All invariants on the database as the killed process left it."""
    with Store(file) as store:
        found = list(store.attempts())
        assert len({attempt.id for attempt in found}) == len(found), "an attempt has two outcomes"
        children = {attempt.id: str(attempt.child) for attempt in found}
        lost = [key for key, said in acknowledged.items() if children.get(key) != said.split()[0]]
        assert not lost, f"acknowledged, but not there: {lost}"
        assert all(0 <= attempt.index <= attempts for attempt in found), "more attempts than the budget"
        for attempt in found:
            assert attempt.child is None or store.source(attempt.child)
        tokens, _ = store.usage()
        assert tokens <= TOKENS + 200 * FLOW["batch"] * FLOW["streams"], "more tokens than the budget"
        known = {name for name, _, _ in store.searches()}
        for search in searches(seed, attempts):
            if search.name not in known:
                continue
            live = Live(
                Planner(search, Prompting(backtrack="archive", patience=2), store, lambda task: None), Puct(), order, FLOW["window"], None
            )

            def compare(attempt: Attempt, live: Live = live) -> None:
                said = acknowledged.get(attempt.id, "").split()
                if len(said) == 2:
                    assert fingerprint(live) == said[1], f"{attempt.id}: archive by replay differs from the live one"
                    report.replays_compared += 1

            live.replay(store, compare)


def orphans(report: Report) -> None:
    """Wait until every process that the killed one left to us is gone."""
    begin, most = time.monotonic(), 0
    while True:
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            break
        left = list(_children(os.getpid()))
        most = max(most, len(left))
        assert time.monotonic() - begin < ORPHANS_S, f"processes of the sandbox survive: {left}"
        time.sleep(0.005)  # until the kernel has ended it
    report.most_orphans = max(report.most_orphans, most)
    report.longest_orphan_s = max(report.longest_orphan_s, round(time.monotonic() - begin, 3))


def _children(parent: int) -> Iterable[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent:
                yield int(entry.name)


def session(
    file: Path, order: str, attempts: int, seed: int, rng: random.Random | None, report: Report, acknowledged: dict[str, str]
) -> str:
    """One process, killed at a random moment (never with `rng` None). The history if it came to its end, else an empty text."""
    said = file.with_suffix(".said")
    command = [sys.executable, __file__, "child", str(file), order, str(attempts), str(seed)]
    with said.open("w") as out, file.with_suffix(".err").open("w") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err)
    if rng is not None:
        if rng.random() < 0.5:
            _wait(process, rng.uniform(0.0, 2.5))
        else:
            while process.poll() is None and not said.read_text():
                time.sleep(0.005)  # until it has said something; nothing is timed
            _wait(process, rng.uniform(0.0, 1.0))
        process.kill()
    process.wait()
    orphans(report)
    lines = [line.rstrip("\n") for line in said.read_text().splitlines(keepends=True) if line.endswith("\n")]
    history = lines.pop() if lines and lines[-1].startswith("history") else ""
    if not history and process.returncode != -signal.SIGKILL:
        raise AssertionError(f"the session ended by itself: {file.with_suffix('.err').read_text()}")
    for key in [key for key, words in acknowledged.items() if " " in words]:  # their place in the log was compared after the kill before
        acknowledged[key] = acknowledged[key].split()[0]
    for line in lines:
        key, one, mark = line.rsplit(" ", 2)
        assert key not in acknowledged, f"{key} was acknowledged twice"
        acknowledged[key] = f"{one} {mark}"
    report.acknowledged += len(lines)
    if rng is not None and not history:
        report.kills[order] = report.kills.get(order, 0) + 1
        report.during_start += not lines
    return history


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def loop(folder: Path, order: str, cycles: int, attempts: int, first: int, rng: random.Random, report: Report) -> None:
    """Runs of one order until `cycles` kills have been survived."""
    seed = first
    while report.kills.get(order, 0) < cycles:
        file, history, acknowledged = folder / f"{order}{seed}.db", "", dict[str, str]()
        while not history:
            spent = report.kills.get(order, 0) >= cycles
            history = session(file, order, attempts, seed, None if spent else rng, report, acknowledged)
            if file.exists():
                check(file, acknowledged, order, attempts, seed, report)
        report.runs += 1
        with Store(file) as store:
            count = sum(1 for _ in store.attempts())
        assert count == 2 * (attempts + 1), f"{count} attempts at the end"
        report.stored += count
        if order == "strict":
            whole = session(folder / f"whole{seed}.db", order, attempts, seed, None, Report(), {})
            assert whole == history, "an interrupted run differs from one that was not"
            report.strict_histories_equal += 1
        print(f"{order}, run {report.runs}: {report.kills.get(order, 0)} kills, {report.acknowledged:,} attempts acknowledged", flush=True)
        seed += 1


def main() -> None:
    """Run the loop, print and write the report."""
    if sys.argv[1:2] == ["child"]:
        child(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
        return
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    cycles, attempts, seed = (int(given.get(key, default)) for key, default in (("cycles", "250"), ("attempts", "150"), ("seed", "1")))
    orders = given.get("orders", "free,strict").split(",")
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    report, begin = Report(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="eft-kill-") as folder:
        for order in orders:
            loop(Path(folder), order, -(-cycles // len(orders)), attempts, seed, random.Random(f"{seed}/{order}"), report)
    record = {
        "name": "kill_loop", "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"), "commit": commit(), "hardware": hardware(),
        "task": TASK, "model": "fake", "sandbox": "zygote", "profile": "cheap", "attempts_per_search": attempts, "seed": seed,
        "kills_total": sum(report.kills.values()), **vars(report), "violations": 0, "seconds": round(time.monotonic() - begin, 1),
    }  # fmt: skip
    path = Path(given.get("out", RESULTS / "kill_loop.json"))
    path.write_text(json.dumps(record, indent=1) + "\n")
    print(json.dumps(record, indent=1))


if __name__ == "__main__":
    main()
