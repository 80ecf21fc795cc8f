"""CPU that the engine itself costs per attempt, at growing numbers of programs, with a free model and a free judge.

    python benchmarks/bench_engine.py [rival=/path/to/venv/bin/python] [archives=islands,puct,best] [sizes=200,1000,3000,20000]

Ours: one search from its seed program in full prompts; every attempt writes its call, prompt, program and outcome durably. CPU of all
threads of the process, the fake backend's share included (CPU, not wall: other jobs on the machine count little). A sample is
the mean of 20 consecutive attempts; the first sample is taken when the size is reached.
Rival: OpenEvolve 0.4.0 in an environment of its own (`rivals/openevolve_step.py`), filled to the same size, CPU of controller and worker,
means of 10 iterations, run right after ours of that size; its checkpoints are off, so it stores nothing. Without `rival=` the rival is
a full scan: the parent drawn by weights over a list of all programs, sorted anew for every attempt, on top of our own cost.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from harness import Row, median_interval, show, write

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


class Meter:
    """Reads the CPU clock every BLOCK attempts once a size has been reached; stops the engine after the last."""

    def __init__(self, sizes: list[int]) -> None:
        self.sizes, self.last = sizes, 0
        self.times: dict[int, list[float]] = {size: [] for size in sizes}
        self.engine: Engine | None = None

    def __call__(self, attempt: Any, live: Any, best: bool) -> None:
        size = next((s for s in reversed(self.sizes) if len(live.tree) >= s), None)
        if size is None or len(self.times[size]) > BLOCKS or live.counts.attempts - self.last < BLOCK:
            return
        self.last = live.counts.attempts
        self.times[size].append(time.process_time())
        if size == self.sizes[-1] and len(self.times[size]) > BLOCKS and self.engine is not None:
            self.engine.stop()

    def samples(self) -> dict[int, list[float]]:
        """Milliseconds per attempt, by size."""
        return {size: [(b - a) / BLOCK * 1e3 for a, b in itertools.pairwise(t)] for size, t in self.times.items()}


def ours(archive: str, sizes: list[int]) -> dict[int, list[float]]:
    """Milliseconds of CPU per attempt at each size, from one run that grows through all of them."""
    meter = Meter(sizes)
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "run.db") as store:
        engine = Engine(
            store,
            FakeEvaluator(invalid=0.0),
            Fake().build(),
            entry_class("eft.search.archives", archive)(donors=1),
            flow=Flow(window=8, batch=4, streams=2, workers=1),
            on_attempt=meter,
        )
        meter.engine = engine
        asyncio.run(engine.run([Search(TASK, 0, 10 * sizes[-1], PROGRAM)]))
    return meter.samples()


def openevolve(python: str, size: int) -> list[float]:
    """Milliseconds of CPU per iteration of the rival."""
    blocks = BLOCKS if size <= 3000 else 3
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write(PROGRAM)
        file.flush()
        script = Path(__file__).parent / "rivals" / "openevolve_step.py"
        command = [python, str(script), file.name, str(size), str(blocks), "10" if size <= 3000 else "2"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=1200)
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["made"] > 0, "the rival made no program"
    return [float(value) for value in found["cpu_ms"]]


def full_scan(size: int, own: list[float]) -> list[float]:
    """Our cost with a parent drawn from a list of all programs that is sorted and weighed anew each time."""
    rng = random.Random(0)
    scores = [rng.random() for _ in range(size)]
    samples = []
    for value in own:
        start = time.process_time()
        for _ in range(BLOCK):
            ranked = sorted(scores, reverse=True)
            rng.choices(ranked, [1 / (rank + 1) for rank in range(size)])
        samples.append(value + (time.process_time() - start) / BLOCK * 1e3)
    return samples


def row(case: str, own: list[float], rival: list[float], name: str) -> Row:
    """Medians, and the median of paired ratios with its interval."""
    ratios = [b / a for a, b in zip(own, rival, strict=False)]
    low, high = median_interval(ratios)
    values = (statistics.median(own), statistics.median(rival), statistics.median(ratios), low, high)
    own_ms, rival_ms, ratio, low, high = (float(f"{value:.4g}") for value in values)
    return Row(case, own_ms, rival_ms, name, "ms", ratio, low, high, len(ratios))


def main() -> None:
    """Measure, print, write benchmarks/results/bench_engine.json."""
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    sizes = [int(size) for size in given.get("sizes", "200,1000,3000,20000").split(",")]
    python = given.get("rival")
    rows: list[Row] = []
    rivals: dict[int, list[float]] = {}
    for archive in given.get("archives", "islands,puct,best").split(","):
        samples = ours(archive, sizes)
        for size in sizes:
            if python and size not in rivals:
                rivals[size] = openevolve(python, size)
            own = samples[size]
            rival, name = (
                (rivals[size], "OpenEvolve 0.4.0") if python else (full_scan(size, own), "full scan of all programs, added to ours")
            )
            rows.append(row(f"{archive}, {size:,} programs", own, rival, name))
            print(show(rows[-1:]).splitlines()[-1], flush=True)
    print(write("bench_engine", rows, measure="CPU per attempt, all threads, fake backend and judge", target_ms=5.0))


if __name__ == "__main__":
    main()
