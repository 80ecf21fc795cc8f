"""How every benchmark here measures and records: interleaved pairs, the median of paired ratios with its interval, one JSON file.

On a shared machine the ratio of two separate means is worth little; the median of ratios of neighbouring samples is stable.
"""

from __future__ import annotations

import json
import os
import platform
import random
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Row:
    """ours, rival: median time of one call in `unit`; ratio: median of rival / ours over the pairs (above 1: ours is faster), 95 % in [low, high]."""

    case: str
    ours: float
    rival: float
    rival_name: str
    unit: str
    ratio: float
    low: float
    high: float
    samples: int


def compare(
    case: str,
    ours: Callable[[], object],
    rival: Callable[[], object],
    rival_name: str,
    *,
    unit: str = "us",
    per_call: int = 1,
    samples: int = 41,
    block_s: float = 0.004,
    clock: Callable[[], float] = time.perf_counter,
) -> Row:
    """Time two callables in ABBA order. per_call: items that one call handles (times are per item). block_s: least time of one block.

    clock: `time.thread_time` where neither side waits or uses another thread (steadier on a shared machine), else the wall clock.
    """
    ours_calls, rival_calls = _calls(ours, block_s, clock), _calls(rival, block_s, clock)
    pairs: list[tuple[float, float]] = []
    for k in range(samples):
        if k % 2:
            b, a = _time(rival, rival_calls, clock), _time(ours, ours_calls, clock)
        else:
            a, b = _time(ours, ours_calls, clock), _time(rival, rival_calls, clock)
        pairs.append((a, b))
    ratios = [b / a for a, b in pairs]
    low, high = median_interval(ratios)
    scale = {"ns": 1e9, "us": 1e6, "ms": 1e3, "s": 1.0}[unit] / per_call
    ours_median, rival_median = (statistics.median(column) * scale for column in zip(*pairs, strict=True))
    return Row(
        case,
        _short(ours_median),
        _short(rival_median),
        rival_name,
        unit,
        _short(statistics.median(ratios)),
        _short(low),
        _short(high),
        samples,
    )


def median_interval(values: list[float], draws: int = 2000, level: float = 0.95) -> tuple[float, float]:
    """Bootstrap percentile interval of the median (fixed seed: the same values give the same interval)."""
    rng = random.Random(0)
    medians = sorted(statistics.median(rng.choices(values, k=len(values))) for _ in range(draws))
    cut = int(draws * (1 - level) / 2)
    return medians[cut], medians[-1 - cut]


def write(name: str, rows: list[Row], **extra: Any) -> Path:
    """benchmarks/results/<name>.json, with date, commit and hardware."""
    record = {
        "name": name,
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": commit(),
        "hardware": hardware(),
        **extra,
        "rows": [asdict(row) for row in rows],
    }
    path = RESULTS / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    return path


def show(rows: list[Row]) -> str:
    """The rows as a plain table."""
    lines = [f"{'case':<44} {'ours':>10} {'rival':>10}  unit  {'ratio':>8}  95 % interval      rival"]
    lines += [
        f"{r.case:<44} {r.ours:>10.4g} {r.rival:>10.4g}  {r.unit:<4}  {r.ratio:>8.3g}  [{r.low:.3g}, {r.high:.3g}]".ljust(108)
        + r.rival_name
        for r in rows
    ]
    return "\n".join(lines)


def commit() -> str:
    """Commit of the working tree, with `+` if tracked files differ from it."""
    root = Path(__file__).parent

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True).stdout.strip()

    try:
        return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def hardware() -> dict[str, Any]:
    """Processor, cores this process may use, memory, system and Python: no host name."""
    cpu = platform.processor() or platform.machine()
    memory_gib = None
    if (info := Path("/proc/cpuinfo")).exists():
        cpu = next((line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")), cpu)
    if (info := Path("/proc/meminfo")).exists():
        memory_gib = round(int(info.read_text().split("MemTotal:")[1].split()[0]) / 2**20, 1)
    return {"cpu": cpu, "cores": _cores(), "memory_gib": memory_gib, "system": platform.system(), "python": platform.python_version()}


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _calls(call: Callable[[], object], block_s: float, clock: Callable[[], float]) -> int:
    """Calls that fill a block; also the warm-up."""
    calls = 1
    while (seconds := _time(call, calls, clock) * calls) < block_s:
        calls = max(2 * calls, min(100 * calls, int(block_s / max(seconds, 1e-9) * calls)))
    return calls


def _time(call: Callable[[], object], calls: int, clock: Callable[[], float]) -> float:
    start = clock()
    for _ in range(calls):
        call()
    return (clock() - start) / calls


def _short(value: float) -> float:
    return float(f"{value:.4g}")
