"""Evaluations per second: the warm sandbox against a fresh process that imports SciPy, as evaluators of evolution frameworks start one.

    python benchmarks/bench_sandbox.py [samples=15]

Ours, on one worker: the sandbox alone (a program that returns what it was given; one that uses scipy.optimize), a whole verdict (task
codes/labs, exact scorer), and end to end (engine, store on disk, edits, verdicts). Rival: `python candidate.py` with the imports that
the published circle-packing evaluators make, the answer as JSON on stdout, no isolation at all. One rival run beside BATCH of ours.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from harness import Row, median_interval, show, write

from eft.backends.fake import Fake
from eft.evaluation.evaluate import SandboxEvaluator
from eft.evaluation.sandbox.probe import open_sandbox
from eft.evaluation.sandbox.protocol import Call, Job
from eft.evaluation.tasks import find
from eft.search.archives.best import Best
from eft.search.engine import Engine, Flow
from eft.search.plan import Search
from eft.search.store import Store
from eft.types import Limits

BATCH = 40
CHEAP = "def solve(n, **_):\n    # EVOLVE-BLOCK-START\n    a = 1\n    b = 2\n    # EVOLVE-BLOCK-END\n    return {'s': [1 if (i * a + b) % 3 else -1 for i in range(n)]}\n"
SOLVER = (
    "from scipy.optimize import minimize\ndef solve(n, **_):\n"
    "    found = minimize(lambda x: (x[0] - 1) ** 2 + (x[1] - 2) ** 2, [0.0, 0.0], method='SLSQP')\n    return [float(v) for v in found.x]\n"
)
FRESH = "import json, sys\nimport numpy as np\nfrom scipy.optimize import minimize\n{program}\nprint(json.dumps(solve(n=66)))\n"


def fresh(program: str) -> Callable[[], object]:
    """The rival: write the program, start Python, read its answer."""

    def run() -> Any:
        with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
            file.write(FRESH.format(program=program))
            file.flush()
            done = subprocess.run([sys.executable, file.name], capture_output=True, text=True, check=True, timeout=60)
        return json.loads(done.stdout)

    return run


def pairs(case: str, ours: Callable[[], int], rival: Callable[[], object], samples: int) -> Row:
    """`ours` does some evaluations and says how many."""
    ours(), rival()
    found = []
    for k in range(samples):
        times = {}
        for side in ("ours", "rival") if k % 2 else ("rival", "ours"):
            start = time.perf_counter()
            count = ours() if side == "ours" else 1
            if side == "rival":
                rival()
            times[side] = (time.perf_counter() - start) / count * 1e3
        found.append((times["ours"], times["rival"]))
    ratios = sorted(b / a for a, b in found)
    low, high = median_interval(ratios)
    middle = [sorted(column)[samples // 2] for column in (*zip(*found, strict=True), ratios)]
    own_ms, rival_ms, ratio, low, high = (float(f"{v:.4g}") for v in (*middle, low, high))
    return Row(case, own_ms, rival_ms, "python + scipy.optimize, a process each", "ms", ratio, low, high, samples)


def end_to_end() -> int:
    """A whole run of 100 attempts; returns how many programs it judged."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "run.db") as store:
        engine = Engine(store, EVALUATOR, Fake().build(), Best(), flow=Flow(window=8, batch=8, streams=2, workers=1))
        asyncio.run(engine.run([Search(TASK, next(SEEDS), 100, CHEAP)]))
        return sum(attempt.outcome is not None and not attempt.extra.get("cached") for attempt in store.attempts())


SANDBOX = open_sandbox("zygote")
EVALUATOR = SandboxEvaluator("cheap", runner=SANDBOX)
TASK = find("codes/labs/n=66")
SEEDS = itertools.count()


def alone(program: str) -> Callable[[], int]:
    """BATCH jobs of one program."""
    job = Job(program, (Call({"n": 66}),), Limits(cpu_s=5.0, wall_s=20.0, memory_mb=512))

    def run() -> int:
        for _ in range(BATCH):
            assert SANDBOX.run(job).status == "ok"
        return BATCH

    return run


def verdicts() -> int:
    """BATCH whole verdicts."""
    for _ in range(BATCH):
        assert EVALUATOR.evaluate(TASK, CHEAP).ok
    return BATCH


def main() -> None:
    """Measure, print, write benchmarks/results/bench_sandbox.json."""
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    samples = int(given.get("samples", "15"))
    cases = {
        "sandbox alone, trivial program": (alone(CHEAP), fresh(CHEAP)),
        "sandbox alone, scipy.optimize": (alone(SOLVER), fresh(SOLVER)),
        "verdict, codes/labs": (verdicts, fresh(CHEAP)),
        "end to end, codes/labs": (end_to_end, fresh(CHEAP)),
    }
    rows = []
    for case, (ours, rival) in cases.items():
        rows.append(pairs(case, ours, rival, samples))
        print(show(rows[-1:]).splitlines()[-1], f"{1e3 / rows[-1].ours:.0f}/s", flush=True)
    print(write("bench_sandbox", rows, measure="wall per evaluation, one worker"))
    SANDBOX.close()


if __name__ == "__main__":
    main()
