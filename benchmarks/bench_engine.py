"""CPU that the engine itself costs per attempt, at growing numbers of programs, with a free model and a free judge; memory; resume.

    python benchmarks/bench_engine.py [rival=/path/to/venv/bin/python] [archives=islands,puct,best] [sizes=200,1000,3000,20000,100000]

Ours: one search from its seed program in full prompts (`engine_growth.py`, a process for each archive); every attempt writes its call,
prompt, program and outcome durably. CPU of all threads of the process, the fake backend's share included (CPU, not wall: other jobs
on the machine count little). `growth`: cost at a size over cost at the first size, each relative to the control loop beside it.
Rival: OpenEvolve 0.4.0 in an environment of its own (`rivals/openevolve_step.py`), filled to the same size (20,000 at most: it takes
minutes to fill), CPU of controller and worker, means of 10 iterations, right after ours; its checkpoints are off, so it stores
nothing. Without `rival=` the rival is a full scan: the parent drawn by weights over a list of all programs, sorted anew for every
attempt, on top of our own cost.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from engine_growth import BLOCK, BLOCKS, PROGRAM
from harness import Row, median_interval, show, write

LARGEST_RIVAL = 20_000  # programs


def ours(archive: str, sizes: list[int]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Samples at each size from one run that grows through all of them, and what resuming it takes."""
    script = str(Path(__file__).parent / "engine_growth.py")
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for what, numbers in (("grow", ",".join(map(str, sizes))), ("resume", str(sizes[-1]))):
            done = subprocess.run([sys.executable, script, what, folder, archive, numbers], capture_output=True, text=True, check=True)
            found.append(json.loads(done.stdout.splitlines()[-1]))
    return found[0]["sizes"], found[1]


def growth(first: dict[str, Any], now: dict[str, Any]) -> dict[str, float]:
    """Cost relative to the control loop, over the same at the first size: 1 is flat. Median and interval over the samples."""
    start = statistics.median(own / control for own, control in zip(first["own_ms"], first["control_ms"], strict=True))
    ratios = [own / control / start for own, control in zip(now["own_ms"], now["control_ms"], strict=True)]
    low, high = median_interval(ratios)
    return {"growth": statistics.median(ratios), "low": low, "high": high}


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
    sizes = [int(size) for size in given.get("sizes", "200,1000,3000,20000,100000").split(",")]
    python = given.get("rival")
    rows: list[Row] = []
    rivals: dict[int, list[float]] = {}
    more: dict[str, Any] = {}
    for archive in given.get("archives", "islands,puct,best").split(","):
        samples, resumed = ours(archive, sizes)
        more[archive] = {"resume": resumed, "sizes": {}}
        for size in sizes:
            against = python is not None and size <= LARGEST_RIVAL
            if against and size not in rivals:
                rivals[size] = openevolve(str(python), size)
            found = samples[str(size)]
            own = found["own_ms"]
            rival, name = (
                (rivals[size], "OpenEvolve 0.4.0") if against else (full_scan(size, own), "full scan of all programs, added to ours")
            )
            rows.append(row(f"{archive}, {size:,} programs", own, rival, name))
            flat = growth(samples[str(sizes[0])], found)
            more[archive]["sizes"][size] = {
                **flat,
                "resident_mb": found["resident_mb"],
                "control_ms": statistics.median(found["control_ms"]),
            }
            print(show(rows[-1:]).splitlines()[-1], f"growth {flat['growth']:.2f}, {found['resident_mb']:.0f} MB", flush=True)
        print(f"{archive}: {resumed['programs']:,} programs resumed in {resumed['seconds']:.1f} s", flush=True)
    print(write("bench_engine", rows, measure="CPU per attempt, all threads, fake backend and judge", target_ms=5.0, more=more))


if __name__ == "__main__":
    main()
