"""The kernel timer against itself: identical code on both sides, idle and under load: `python benchmarks/bench_timer.py`.

A perfect timer says 1. The rival in the same run is the usual way: both kernels in the measuring process, mean wall time of a block of calls
each, the same number of calls on the same inputs. Goal: 95 % of accepted runs within 0.995 to 1.005, at most 20 % requeued on an idle machine.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from harness import write

from eft.evaluation.timing import kernels
from eft.evaluation.timing.compiler import compile_kernel
from eft.evaluation.timing.measure import Plan, measure, peaks
from eft.evaluation.timing.problem import Kernel
from eft.evaluation.timing.stream import FastStream

NAMES = ("histogram", "gemm_small", "string_search", "sort", "conv2d")
LOW, HIGH = 0.995, 1.005


@dataclass
class Case:
    """One kernel, one state of the machine. within: share of the accepted runs whose ratio lies in [0.995, 1.005]; rival_within: the rival's
    share of all its runs; not_accepted: share of the runs whose interval stayed too wide; requeued: mean share of pairs thrown away."""

    kernel: str
    load: int
    runs: int = 0
    accepted: int = 0
    within: float | None = None
    not_accepted: float = 0.0
    requeued: float = 0.0
    time_us: float | None = None
    rival_within: float = 0.0
    rival_low: float = 0.0
    rival_high: float = 0.0
    seconds_per_run: float = 0.0
    ratios: list[float] = field(default_factory=list)
    refused_ratios: list[float] = field(default_factory=list)
    rival_ratios: list[float] = field(default_factory=list)


def in_process(library: Path, kernel: Kernel, calls: int) -> float:
    """Mean of block A over mean of block B, both the same function, called through ctypes."""
    sizes = next(iter(kernel.cases.values()))
    inputs = kernel.generate(FastStream(1, kernel.name), sizes)
    outputs = [np.empty(shape, dtype) for dtype, shape in kernel.output_arrays(sizes)]
    entry = ctypes.CDLL(str(library)).eft_entry
    pointers = [(ctypes.c_void_p * len(arrays))(*(a.ctypes.data for a in arrays)) for arrays in (inputs, outputs)]
    arguments = (*pointers, (ctypes.c_int64 * len(sizes))(*sizes))
    blocks = []
    for _ in range(2):
        for _ in range(3):
            entry(*arguments)
        start = time.perf_counter()
        for _ in range(calls):
            entry(*arguments)
        blocks.append(time.perf_counter() - start)
    return blocks[0] / blocks[1]


@contextmanager
def load(processes: int, seconds: float) -> Iterator[None]:
    """Busy processes beside us, which end by themselves after `seconds`."""
    code = f"import time; end = time.monotonic() + {seconds}\nwhile time.monotonic() < end: sum(range(100000))"
    started = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(processes)]
    try:
        yield
    finally:
        for process in started:
            process.send_signal(signal.SIGKILL)
            process.wait()


def one_case(name: str, processes: int, runs: int, plan: Plan) -> Case:
    """Runs of both timers, alternating."""
    kernel, case = kernels.find(name), Case(name, processes)
    times = []
    with tempfile.TemporaryDirectory() as folder, load(processes, 600.0):
        library = compile_kernel(kernel.folder / "reference.c", kernel.entry(), Path(folder))
        started = time.perf_counter()
        for _ in range(runs):
            report = measure(kernel, library, library, next(iter(kernel.cases)), plan)
            case.requeued += report.requeued / runs
            if report.ratio is not None and report.reference_us is not None:
                (case.ratios if report.accepted else case.refused_ratios).append(round(report.ratio, 5))
                times.append(report.reference_us)
            case.rival_ratios.append(round(in_process(library, kernel, 2 * plan.pairs * plan.rounds), 5))
        case.seconds_per_run = round((time.perf_counter() - started) / runs, 2)
    case.runs, case.accepted = runs, len(case.ratios)
    case.not_accepted = round(1 - case.accepted / runs, 3)
    case.within = round(share(case.ratios), 3) if case.ratios else None
    case.rival_within = round(share(case.rival_ratios), 3)
    case.rival_low, case.rival_high = min(case.rival_ratios), max(case.rival_ratios)
    case.requeued, case.time_us = round(case.requeued, 3), round(statistics.median(times), 2) if times else None
    return case


def share(ratios: list[float]) -> float:
    return sum(LOW <= ratio <= HIGH for ratio in ratios) / len(ratios)


def line(case: Case) -> str:
    within = "none accepted" if case.within is None else f"{case.within:.0%} of {case.accepted} accepted within"
    return (
        f"{case.kernel:<14} load {case.load}: {within}, {case.not_accepted:.0%} of {case.runs} runs not accepted, {case.requeued:.0%} of pairs requeued, "
        f"{case.time_us} us; rival {case.rival_within:.0%} within, {case.rival_low:.3f} to {case.rival_high:.3f}; {case.seconds_per_run} s a run"
    )


def main() -> None:
    """Idle (or as the machine is), then beside busy processes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=20, help="runs of each kernel and state")
    parser.add_argument("--load", type=int, default=len(os.sched_getaffinity(0)), help="busy processes in the second state")
    parser.add_argument("--kernels", nargs="*", default=list(NAMES))
    parser.add_argument("--pairs", type=int, default=Plan().pairs)
    options = parser.parse_args()
    plan = Plan(pairs=options.pairs)
    before = os.getloadavg()[0]
    cases = []
    for processes in (0, options.load):
        for name in options.kernels:
            cases.append(one_case(name, processes, options.runs, plan))
            print(line(cases[-1]), flush=True)
    totals = {}
    for processes in (0, options.load):
        chosen = [case for case in cases if case.load == processes]
        ratios = [ratio for case in chosen for ratio in case.ratios]
        runs = sum(case.runs for case in chosen)
        totals[f"load {processes}"] = {
            "runs": runs,
            "accepted": len(ratios),
            "within 0.995 to 1.005 of accepted": round(share(ratios), 4) if ratios else None,
            "not accepted": round(1 - len(ratios) / runs, 4),
            "rival within": round(share([ratio for case in chosen for ratio in case.rival_ratios]), 4),
        }
        print(processes, totals[f"load {processes}"])
    bytes_per_s, flops_per_s = peaks()
    notes = {"load_average_before": round(before, 2), "peak_bytes_per_s": bytes_per_s, "peak_flops_per_s": flops_per_s}
    path = write(
        "bench_timer", cases, goal="95 % of accepted within; at most 20 % not accepted when idle", totals=totals, pairs=plan.pairs, **notes
    )
    print(path)


if __name__ == "__main__":
    main()
