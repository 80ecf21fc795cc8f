"""Times a candidate against the reference: interleaved, every output checked, in fresh processes, with a noise gate and a floor."""

from __future__ import annotations

import contextlib
import functools
import os
import secrets
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from eft import _scorers
from eft.evaluation.timing.checked import Side
from eft.evaluation.timing.compiler import compile_kernel, confinement
from eft.evaluation.timing.harness import Buffers, Harness, Limits, Rejected, cores
from eft.evaluation.timing.problem import Array, Expected, Kernel, Sizes
from eft.evaluation.timing.report import Report
from eft.evaluation.timing.statistics import Ratio, combine, median_interval
from eft.evaluation.timing.stream import FastStream
from eft.types import InfrastructureError, UserError

Halves = tuple[tuple[Side, Side], tuple[Side, Side]]  # (candidate, reference) of either half
FLOOR = 0.9  # of the least time that the machine's peaks allow


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to measure. A pair is two calls of each side (ABBA); it is thrown away when a call lost more than `lost` of its time (plus
    300 ns) to other processes. A round is `pairs` pairs in fresh processes, thrown away when `tries` times as many gave too few.

    `rounds` rounds are run, and up to `spare` more while the interval over all of them is wider than `width`: none is left out. (Stopping at the
    first narrow interval makes its 95 % approximate.)
    """

    pairs: int = 12
    warm_ups: int = 2
    rounds: int = 16
    spare: int = 16
    tries: float = 3.0
    lost: float = 0.002
    width: float = 0.01
    limits: Limits = field(default_factory=Limits)


@dataclass
class Round:
    """What one pair of fresh processes gave. Times in ns."""

    ratio: Ratio | None = None
    candidate: float = 0.0
    reference: float = 0.0
    null: float = 0.0
    kept: int = 0
    tried: int = 0


@functools.cache
def peaks() -> tuple[float, float]:
    """(bytes/s, flop/s) of this machine's core at its best, measured once."""
    return _scorers.machine_peaks()


def floor_ns(kernel: Kernel, sizes: Sizes) -> float:
    """The least time an honest candidate can need."""
    work = kernel.work(sizes)
    bytes_per_s, flops_per_s = peaks()
    return FLOOR * 1e9 * max(work.bytes / bytes_per_s, work.flops / flops_per_s)


def measure_source(kernel: Kernel, source: Path, case: str = "", plan: Plan | None = None, rival: Path | None = None) -> Report:
    """Compile `source`, time it against the kernel's reference (or `rival`), give the verdict.

    Raises UserError (unknown case, no source, no compiler) and InfrastructureError (the reference itself fails).
    """
    case = case or next(iter(kernel.cases))
    if case not in kernel.cases:
        raise UserError(f"{kernel.name}: no case {case!r}; there is: {', '.join(kernel.cases)}")
    with tempfile.TemporaryDirectory(prefix="eft-kernel-") as name:
        folders = [Path(name) / part for part in ("candidate", "reference")]
        for folder in folders:
            folder.mkdir()
        try:
            library = compile_kernel(source, kernel.entry(), folders[0])
        except Rejected as broken:
            return Report(kernel.name, case, "REJECTED", str(broken), compiled=confinement())
        try:
            reference = compile_kernel(rival or kernel.folder / "reference.c", kernel.entry(), folders[1])
        except Rejected as broken:
            raise InfrastructureError(f"{kernel.name}: the reference {broken}") from broken
        return replace(measure(kernel, library, reference, case, plan or Plan()), compiled=confinement())


def measure(kernel: Kernel, library: Path, reference: Path, case: str, plan: Plan) -> Report:
    """Time two compiled libraries against each other. Raises InfrastructureError when the reference breaks a rule."""
    kernel, sizes = kernel.drawn_for(case), kernel.cases[case]
    rounds: list[Round] = []
    with pinned() as on:
        try:
            while not agreed(rounds, plan) and len(rounds) < plan.rounds + plan.spare:
                rounds.append(one_round(kernel, (library, reference), sizes, plan, on, len(rounds)))
        except Rejected as broken:
            return Report(kernel.name, case, "REJECTED", str(broken), floor_us=floor_ns(kernel, sizes) / 1e3)
    return summary(kernel, case, rounds, plan)


def agreed(rounds: list[Round], plan: Plan) -> list[Round]:
    """All rounds that have their pairs, if there are enough and the interval over them is no wider than `plan.width`; else none."""
    whole = [r for r in rounds if r.ratio is not None and r.kept >= plan.pairs]
    if len(whole) < plan.rounds:
        return []
    return whole if combine([r.ratio for r in whole if r.ratio is not None]).width <= plan.width else []


def summary(kernel: Kernel, case: str, rounds: list[Round], plan: Plan) -> Report:
    """The verdict over the rounds that agree; without them over all, which can then only say FAST or SLOW."""
    good = agreed(rounds, plan)
    used = good or [r for r in rounds if r.ratio is not None]
    tried = sum(r.tried for r in rounds)
    requeued = 1 - sum(r.kept for r in good) / tried if tried else 0.0
    floor = floor_ns(kernel, kernel.cases[case]) / 1e3
    if not used:
        return Report(kernel.name, case, "NOISY", "too few undisturbed pairs", floor_us=floor, requeued=requeued)
    ratio = combine([r.ratio for r in used if r.ratio is not None])
    candidate, reference, null = (statistics.median(getattr(r, side) for r in used) / 1e3 for side in ("candidate", "reference", "null"))
    verdict = ratio.verdict()
    if not good and verdict in ("SAME", "AMBIGUOUS"):
        verdict = "NOISY"
    return Report(
        kernel.name, case, verdict, "", ratio.value, ratio.low, ratio.high, candidate, reference, null, floor,
        sum(r.kept for r in used), requeued, bool(good),
    )  # fmt: skip


def one_round(kernel: Kernel, libraries: tuple[Path, Path], sizes: Sizes, plan: Plan, on: tuple[int, int], number: int) -> Round:
    """Pairs in fresh processes, with fresh inputs from a fresh secret seed.

    Each side has two processes, started in ABBA order, in every other round in BAAB order: who starts first gets other memory pages, which alone
    was worth 1 % on some kernels. What the order is worth then widens the interval over the rounds instead of passing for a difference.
    """
    stream = FastStream(secrets.randbits(64), kernel.name)
    with contextlib.ExitStack() as stack:
        buffers = stack.enter_context(Buffers(kernel.input_bytes(sizes), kernel.output_arrays(sizes)))
        first, second = (0, 1) if number % 2 == 0 else (1, 0)
        started = {
            order: _open(stack, kernel, libraries, order[0], buffers, plan, on)
            for order in ((first, 0), (second, 0), (second, 1), (first, 1))
        }
        null = stack.enter_context(Harness(buffers, None, plan.limits, *on))
        return _pairs(kernel, sizes, plan, stream, ((started[0, 0], started[1, 0]), (started[0, 1], started[1, 1])), null)


def _open(
    stack: contextlib.ExitStack, kernel: Kernel, libraries: tuple[Path, Path], side: int, buffers: Buffers, plan: Plan, on: tuple[int, int]
) -> Side:
    try:
        return Side(stack.enter_context(Harness(buffers, libraries[side], plan.limits, *on)))
    except Rejected as broken:
        if side == 1:
            raise InfrastructureError(f"{kernel.name}: the reference: {broken}") from broken
        raise


def _pairs(kernel: Kernel, sizes: Sizes, plan: Plan, stream: FastStream, halves: Halves, null: Harness) -> Round:
    result = Round()
    kept: list[tuple[float, float]] = []
    nulls: list[int] = []
    for number in range(plan.warm_ups + int(plan.tries * plan.pairs)):
        walls, empty, undisturbed = _quartet(kernel, sizes, plan, stream, halves, null)
        if number < plan.warm_ups:  # checked like every other call
            continue
        result.tried += 1
        if undisturbed:
            kept.append(walls)
            nulls += empty
        if len(kept) >= plan.pairs:
            break
    return _reduce(kernel, sizes, result, kept, nulls)


def _quartet(
    kernel: Kernel, sizes: Sizes, plan: Plan, stream: FastStream, halves: Halves, null: Harness
) -> tuple[tuple[float, float], list[int], bool]:
    """Candidate, reference, reference, candidate (ABBA: a drift cancels), each half with inputs of its own. Mean wall times in ns of both
    sides, those of the null kernel, and whether all were undisturbed."""
    walls, empty, undisturbed = [0, 0], [], True
    for sides, order in zip(halves, ((0, 1), (1, 0)), strict=True):
        inputs = kernel.generate(stream, sizes)
        expected = kernel.expect(inputs, sizes)
        empty.append(null.call(inputs, sizes)[0].wall_ns)
        for side in order:
            wall, lost = _checked(sides, side, inputs, sizes, expected)
            walls[side] += wall
            undisturbed &= lost <= plan.lost * wall + 300
    return (walls[0] / 2, walls[1] / 2), empty, undisturbed


def _checked(sides: tuple[Side, Side], side: int, inputs: list[Array], sizes: Sizes, expected: list[Expected]) -> tuple[int, int]:
    try:
        return sides[side].call(inputs, sizes, expected)
    except Rejected as broken:
        if side == 1:
            raise InfrastructureError(f"the reference broke a rule: {broken}") from broken
        raise


def _reduce(kernel: Kernel, sizes: Sizes, result: Round, kept: list[tuple[float, float]], nulls: list[int]) -> Round:
    result.kept = len(kept)
    if len(kept) < 6:
        return result
    result.null = statistics.median(nulls)
    net = _net(kept, nulls)
    result.candidate, result.reference = (statistics.median(column) for column in zip(*net, strict=True))
    floor = floor_ns(kernel, sizes)
    if not result.candidate >= floor:
        raise Rejected(f"faster than the machine's floor: {result.candidate / 1e3:.3g} us < {floor / 1e3:.3g} us")
    result.ratio = _ratios(kept, nulls)
    return result


def _net(kept: list[tuple[float, float]], nulls: list[int]) -> list[tuple[float, float]]:
    """Without the null kernel's median: bell and copy are no work of the candidate."""
    null = statistics.median(nulls)
    return [(max(1.0, a - null), max(1.0, b - null)) for a, b in kept]


def _ratios(kept: list[tuple[float, float]], nulls: list[int]) -> Ratio:
    return median_interval([b / a for a, b in _net(kept, nulls)])


@contextlib.contextmanager
def pinned() -> Iterator[tuple[int, int]]:
    """Keep the calling thread on the timer's core; gives (timer, harness) cores."""
    before, chosen = os.sched_getaffinity(0), cores()
    os.sched_setaffinity(0, {chosen[0]})
    try:
        yield chosen
    finally:
        os.sched_setaffinity(0, before)
