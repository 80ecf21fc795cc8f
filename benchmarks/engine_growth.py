"""One search that grows through several sizes, in a process of its own: CPU per attempt, memory, and the time to resume. Prints one JSON line.

    python engine_growth.py grow FOLDER ARCHIVE SIZES    then    python engine_growth.py resume FOLDER ARCHIVE SIZE

A sample is the mean over BLOCK consecutive attempts, CPU of all threads. Between two samples a control loop does the same fixed work each
time, so that a change of the machine's speed shows in both: flat cost is a flat ratio of the two.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from eft.backends.fake import Fake
from eft.config import entry_class
from eft.evaluation.fake import FakeEvaluator
from eft.search.engine import Engine, Flow
from eft.search.plan import Search
from eft.search.store import Store
from eft.types import Direction, Limits, Scale, Task

BLOCK, BLOCKS = 20, 15
NAMES = "abcdefghijkl"
PROGRAM = (
    "def solve(n):\n    # EVOLVE-BLOCK-START\n"
    + "".join(f"    c{k} = {37 * k + 11}\n" for k in range(12))
    + "".join(f"    # term {name}: the constants above weigh the parts of a sum that is returned below\n" for name in NAMES)
    + "    # EVOLVE-BLOCK-END\n    return {'x': sum(["
    + ", ".join(f"c{k}" for k in range(12))
    + "]) % n}\n"
)
TASK = Task(
    id="bench/engine/n=1", domain="bench", family="bench/engine", params={"n": 1}, split="train", direction=Direction.MAX, unit="points",
    scale=Scale.GAIN, representation="V", statement="Return a number.", inputs={"n": "int"}, outputs={"x": "int"}, kind="fixed",
    limits=Limits(cpu_s=1, wall_s=3), cheap_calls=1, resolution=1e-9, baseline=0.0, best_known=None, far_bound=None, folder=Path("/nonexistent"),
)  # fmt: skip


def control() -> float:
    """CPU seconds of a fixed piece of the kind of work an attempt is: text, hashes, JSON."""
    start = time.process_time()
    for k in range(8):
        lines = {line.strip() for line in PROGRAM.replace("1", str(k)).split("\n")}
        record = {f"key {line}": [len(line), line] for line in sorted(lines)}
        hashlib.sha256(json.dumps(json.loads(json.dumps(record))).encode()).hexdigest()
    return time.process_time() - start


def resident_mb() -> float:
    """Resident memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


class Meter:
    """Takes BLOCKS samples from each size on; stops the engine after the last."""

    def __init__(self, sizes: list[int]) -> None:
        self.sizes, self.last, self.mark = sizes, 0, 0.0
        self.found: dict[int, dict[str, Any]] = {size: {"own_ms": [], "control_ms": [], "resident_mb": 0.0} for size in sizes}
        self.engine: Engine | None = None

    def __call__(self, attempt: Any, live: Any, best: bool) -> None:
        size = next((s for s in reversed(self.sizes) if len(live.tree) >= s), None)
        if size is None or len(self.found[size]["own_ms"]) >= BLOCKS:
            self.mark = 0.0
            return
        if self.mark and live.counts.attempts - self.last < BLOCK:
            return
        row = self.found[size]
        if self.mark:
            row["own_ms"].append((time.process_time() - self.mark) / BLOCK * 1e3)
            row["control_ms"].append(control() * 1e3)
            row["resident_mb"] = max(row["resident_mb"], resident_mb())
            if size == self.sizes[-1] and len(row["own_ms"]) >= BLOCKS and self.engine is not None:
                self.engine.stop()
        self.last, self.mark = live.counts.attempts, time.process_time()


def engine(store: Store, archive: str, on_attempt: Any) -> Engine:
    """The engine under test: free model, free judge, everything else as in a run."""
    return Engine(
        store,
        FakeEvaluator(invalid=0.0),
        Fake().build(),
        entry_class("eft.search.archives", archive)(donors=1) if archive != "beam" else entry_class("eft.search.archives", archive)(),
        flow=Flow(window=8, batch=4, streams=2, workers=1),
        on_attempt=on_attempt,
    )


def grow(folder: Path, archive: str, sizes: list[int]) -> dict[str, Any]:
    """Samples at every size, from one run."""
    meter = Meter(sizes)
    with Store(folder / "run.db") as store:
        meter.engine = engine(store, archive, meter)
        asyncio.run(meter.engine.run([Search(TASK, 0, 10 * sizes[-1], PROGRAM)]))
    return {"sizes": meter.found}


def resume(folder: Path, archive: str, size: int) -> dict[str, Any]:
    """From opening the file to the first new attempt."""
    start, cpu = time.perf_counter(), time.process_time()
    found: dict[str, Any] = {}

    def first(attempt: Any, live: Any, best: bool) -> None:
        if not found:
            found.update(seconds=time.perf_counter() - start, cpu_s=time.process_time() - cpu, resident_mb=resident_mb())
            running.stop()

    with Store(folder / "run.db") as store:
        running = engine(store, archive, first)
        asyncio.run(running.run([Search(TASK, 0, 10 * size, PROGRAM)]))
    return {"programs": size, "file_mb": (folder / "run.db").stat().st_size / 1e6, **found}


if __name__ == "__main__":
    what, place, name, *numbers = sys.argv[1:]
    if what == "grow":
        print(json.dumps(grow(Path(place), name, [int(n) for n in numbers[0].split(",")])))
    else:
        print(json.dumps(resume(Path(place), name, int(numbers[0]))))
