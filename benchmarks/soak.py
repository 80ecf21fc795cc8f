"""A long run with the real sandbox: do memory, descriptors, threads or the cost of an attempt creep?

    python benchmarks/soak.py [attempts=100000] [searches=4] [every=1000] [out=DIR]

Engine, store on disk and zygotes as in a real run, the fake model, the task codes/labs on its cheap profile. Every `every` attempts one
sample is taken of the whole process tree. `latency` is wall per attempt, `cpu` CPU of engine and sandbox together per attempt. Writes
benchmarks/results/soak.json and soak.svg beside it. `growth` compares the last tenth of the samples with the second one.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from harness import RESULTS, write

from eft.backends.fake import Fake
from eft.evaluation.evaluate import SandboxEvaluator
from eft.evaluation.tasks import find
from eft.search.archives.islands import Islands
from eft.search.engine import Engine, Flow
from eft.search.plan import Search
from eft.search.store import Store

PROGRAM = (
    "def solve(n, **_):\n    # EVOLVE-BLOCK-START\n    a = 1\n    b = 2\n    c = 3\n    # EVOLVE-BLOCK-END\n"
    "    return {'s': [1 if (i * i * a + i * b + c) % 7 < 4 else -1 for i in range(n)]}\n"
)
MEASURES = ("resident_mb", "sandbox_mb", "descriptors", "threads", "processes", "latency_ms", "cpu_ms")


def tree() -> list[int]:
    """This process and everything below it."""
    found, todo = [], [os.getpid()]
    while todo:
        pid = todo.pop()
        found.append(pid)
        try:
            for task in os.listdir(f"/proc/{pid}/task"):
                todo += map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def resident(pid: int) -> float:
    """Megabytes; 0 for a process that has just ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def cpu_s(pids: list[int]) -> float:
    """CPU of this process, of its living children, and of what they have waited for."""
    total = 0.0
    for pid in pids:
        try:
            ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    return total


class Samples:
    """One row per `every` attempts."""

    def __init__(self, every: int) -> None:
        self.every, self.count = every, 0
        self.rows: list[dict[str, float]] = []
        self.before = (time.perf_counter(), cpu_s(tree()))

    def __call__(self, attempt: Any, live: Any, best: bool) -> None:
        self.count += 1
        if self.count % self.every:
            return
        pids = tree()
        now = (time.perf_counter(), cpu_s(pids))
        self.rows.append(
            {
                "attempts": self.count,
                "resident_mb": resident(os.getpid()),
                "sandbox_mb": max(map(resident, pids[1:]), default=0.0),
                "descriptors": len(os.listdir("/proc/self/fd")),
                "threads": len(os.listdir("/proc/self/task")),
                "processes": len(pids),
                "latency_ms": (now[0] - self.before[0]) / self.every * 1e3,
                "cpu_ms": (now[1] - self.before[1]) / self.every * 1e3,
            }
        )
        self.before = now
        if len(self.rows) % 5 == 0:
            print(json.dumps({key: round(value, 2) for key, value in self.rows[-1].items()}), flush=True)


def picture(rows: list[dict[str, float]]) -> str:
    """Small multiples, one curve for each measure, as SVG."""
    width, height, left = 720, 90, 150
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height * len(MEASURES) + 30}" font-family="sans-serif" font-size="12">'
    ]
    last = rows[-1]["attempts"]
    for place, name in enumerate(MEASURES):
        values, top = [row[name] for row in rows], place * height + 10
        high = max(values) * 1.1 or 1.0
        points = " ".join(
            f"{left + (width - left - 20) * row['attempts'] / last:.1f},{top + (height - 20) * (1 - row[name] / high):.1f}" for row in rows
        )
        parts.append(f'<line x1="{left}" x2="{width - 20}" y1="{top + height - 20}" y2="{top + height - 20}" stroke="#999"/>')
        parts.append(f'<polyline points="{points}" fill="none" stroke="#1f77b4" stroke-width="1.5"/>')
        parts.append(f'<text x="8" y="{top + 20}">{name}</text><text x="8" y="{top + 38}" fill="#666">max {max(values):.4g}</text>')
    parts.append(f'<text x="{left}" y="{height * len(MEASURES) + 20}">0 … {last:,.0f} attempts (every axis starts at 0)</text></svg>')
    return "\n".join(parts)


def growth(rows: list[dict[str, float]]) -> dict[str, float]:
    """Median of the last tenth over that of the second tenth (the first warms up)."""
    tenth = max(1, len(rows) // 10)
    return {
        name: round(
            statistics.median(r[name] for r in rows[-tenth:]) / max(1e-9, statistics.median(r[name] for r in rows[tenth : 2 * tenth])), 3
        )
        for name in MEASURES
    }


def main() -> None:
    """Run, print, write."""
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    attempts, searches = int(given.get("attempts", "100000")), int(given.get("searches", "4"))
    samples = Samples(int(given.get("every", "1000")))
    evaluator = SandboxEvaluator("cheap", workers=2)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=given.get("out")) as folder, Store(Path(folder) / "run.db") as store:
        engine = Engine(store, evaluator, Fake().build(), Islands(), flow=Flow(window=8, batch=8, streams=2, workers=2), on_attempt=samples)
        task = find("codes/labs/n=66")
        summary = asyncio.run(engine.run([Search(task, seed, attempts // searches, PROGRAM) for seed in range(searches)]))
        file_mb = (Path(folder) / "run.db").stat().st_size / 1e6
    evaluator.close()
    (RESULTS / "soak.svg").write_text(picture(samples.rows))
    more = {"attempts": summary.attempts, "accepted": summary.accepted, "seconds": time.perf_counter() - start, "file_mb": file_mb}
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(growth(samples.rows))
    print(write("soak", [], **more, peak_mb=peak_mb, growth=growth(samples.rows), samples=samples.rows))


if __name__ == "__main__":
    main()
