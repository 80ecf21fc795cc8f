"""Times one Python program against another: interleaved calls with fresh inputs, every output judged by the family's scorer.

The clock is CPU time, kept outside of both programs (eft/evaluation/sandbox/timed.py says why, and what it guarantees).
"""

from __future__ import annotations

import contextlib
import importlib.util
import secrets
import statistics
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eft.evaluation.blocks.verdict import Verdict
from eft.evaluation.sandbox.exchange import ServerLost
from eft.evaluation.sandbox.protocol import Result
from eft.evaluation.sandbox.timed import Array, Ending, Spec, TimedChild
from eft.evaluation.sandbox.zygote import RECYCLE_JOBS, SCIENCE, TRIES, Walls, Zygote
from eft.evaluation.timing.statistics import Ratio, median_interval
from eft.types import InfrastructureError, Limits

# Loaded beforehand for both sides, so that neither pays for it and both have the same memory layout.
MODULES = (*SCIENCE, "scipy.fft", "scipy.signal", "scipy.ndimage", "scipy.sparse.linalg", "scipy.sparse.csgraph")
SETUP_S = 10.0  # import and `setup(shapes)`
PATIENCE = 4.0  # the reference may take this many times the candidate's limits: on a slow machine it must still be there
LEAST_PAIRS = 6  # fewer give no interval of the median
CANDIDATE, REFERENCE = 0, 1

Draw = Callable[[int], tuple[Mapping[str, Any], Mapping[str, Any]]]
Judge = Callable[[Mapping[str, Any], Mapping[str, Any], Mapping[str, Array]], Verdict]


class Wrong(Exception):
    """An output of the candidate that the scorer refuses; the text says which call and why."""


@dataclass(frozen=True, slots=True)
class Contest:
    """What is timed. draw(seed): inputs of one call and what only the scorer sees; outputs: dtype and shape of each;
    judge(inputs, secret, outputs): the scorer's verdict. A pair is two calls of each program (ABBA)."""

    draw: Draw
    outputs: Spec
    judge: Judge
    pairs: int
    warm_ups: int
    limits: Limits


@dataclass(frozen=True, slots=True)
class Speed:
    """ratio: reference time / candidate time over the pairs. candidate_s, reference_s: median CPU seconds of a call."""

    ratio: Ratio
    candidate_s: float
    reference_s: float


class Lane:
    """Two servers, one for each side, kept between measurements, of which there is one at a time."""

    def __init__(self, walls: Walls) -> None:
        self._walls, self._servers, self._lock = walls, list[Zygote](), threading.Lock()

    def measure(self, contest: Contest, candidate: str, reference: str, results: list[Result]) -> Speed:
        """The speed of `candidate`; what its child cost is added to `results`, whatever happens.

        Raises Wrong, Ending (the candidate's), and InfrastructureError when the machine or the reference fails.
        """
        if contest.pairs < LEAST_PAIRS:
            raise InfrastructureError(f"{contest.pairs} timed pairs give no interval, at least {LEAST_PAIRS} are needed")
        with self._lock:
            for left in reversed(range(TRIES)):
                try:
                    return self._measure(contest, (candidate, reference), results)
                except ServerLost as error:
                    self._close()
                    if not left:
                        raise InfrastructureError(f"timed lane: {error}") from error
        raise AssertionError("the last try returns or raises")

    def _measure(self, contest: Contest, sources: Sequence[str], results: list[Result]) -> Speed:
        if any(server.jobs >= RECYCLE_JOBS for server in self._servers):
            self._close()
        modules = MODULES if importlib.util.find_spec("scipy") is not None else ()
        while len(self._servers) < 2:
            self._servers.append(Zygote(self._walls, modules))
        with contextlib.ExitStack() as stack:
            example, _ = contest.draw(secrets.randbits(63))

            def start(side: int) -> TimedChild:
                limits = contest.limits
                if side == REFERENCE:
                    limits = replace(limits, cpu_s=PATIENCE * limits.cpu_s, wall_s=PATIENCE * limits.wall_s)
                child = TimedChild(self._servers[side], sources[side], example, contest.outputs, limits, SETUP_S)
                stack.callback(_end, child, results if side == CANDIDATE else [])
                return child

            try:
                first = start(CANDIDATE)
            except Ending as ending:
                results.append(ending.result)
                raise
            try:
                second = start(REFERENCE)
            except Ending as ending:
                raise InfrastructureError(f"the reference program failed: {ending.result.error}") from ending
            return _pairs(contest, (first, second))

    def close(self) -> None:
        """End both servers; waits for a measurement that runs."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        for server in self._servers:
            server.close()
        self._servers.clear()


def _end(child: TimedChild, results: list[Result]) -> None:
    done = child.close()
    if done is not None:
        results.append(done)


def _pairs(contest: Contest, children: tuple[TimedChild, TimedChild]) -> Speed:
    """Candidate, reference, reference, candidate; each half with inputs of its own, which each program sees once."""
    times: list[tuple[float, float]] = []
    calls = 0
    for number in range(contest.warm_ups + contest.pairs):
        spent = [0.0, 0.0]
        for order in ((CANDIDATE, REFERENCE), (REFERENCE, CANDIDATE)):
            calls += 1
            inputs, secret = contest.draw(secrets.randbits(63))
            for side in order:
                spent[side] += _call(contest, children[side], side, calls, inputs, secret)
        if number >= contest.warm_ups:
            times.append((spent[CANDIDATE] / 2, spent[REFERENCE] / 2))
    if min(min(pair) for pair in times) <= 0:
        raise InfrastructureError("timed lane: a call took no time; the CPU clock of processes does not work here")
    ratio = median_interval([reference / candidate for candidate, reference in times])
    return Speed(ratio, *(statistics.median(column) for column in zip(*times, strict=True)))


def _call(contest: Contest, child: TimedChild, side: int, number: int, inputs: Mapping[str, Any], secret: Mapping[str, Any]) -> float:
    """CPU seconds of one judged call."""
    try:
        timing, outputs = child.call(inputs)
    except Ending as ending:
        if side == REFERENCE:
            raise InfrastructureError(f"the reference program failed: {ending.result.error}") from ending
        raise
    verdict = contest.judge(inputs, secret, outputs)
    if not verdict.valid:
        if side == REFERENCE:
            raise InfrastructureError(f"the reference program is wrong: {verdict.reason}")
        raise Wrong(f"call {number}: {verdict.reason}")
    return timing.cpu_s
