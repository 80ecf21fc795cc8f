"""From the end of a child to a result: which status, and which words."""

from __future__ import annotations

import signal
from typing import Any

from eft.evaluation.sandbox.child import frame
from eft.evaluation.sandbox.child.server import READY
from eft.evaluation.sandbox.exchange import LOG_BYTES, Ended, Kill
from eft.evaluation.sandbox.protocol import Result
from eft.types import Limits, Status

MAX_ERROR = 2000
START_CPU_S = 0.02  # fork and confinement count as the child's CPU time
NEAR_MEMORY_LIMIT = 0.9
FRAME_KEYS = {"status", "error", "answers", "used"}
FAILED = {s.value: s for s in (Status.ERROR, Status.INVALID, Status.MEMORY, Status.OUTPUT)}


class Unconfined(Exception):
    """The child ended before it was confined, so before the candidate ran: infrastructure."""


def result(ended: Ended, limits: Limits, calls: int, *, excuse: bool) -> Result:
    """The verdict on one job of `calls` calls. Raises Unconfined.

    excuse: give `infra` where the machine may be to blame: wall excess without a core to run on, a kill that nobody here sent.
    """
    if not ended.result.startswith(READY) and ended.kill is None:
        raise Unconfined(f"the child ended with {ended.exit} before it was confined")
    status, error, answers, used = _judge(ended, limits, calls, excuse)
    return Result(
        status=status,
        answers=answers,
        error=printable(error, MAX_ERROR),
        seconds=ended.seconds,
        cpu_s=ended.cpu_s,
        system_s=ended.system_s,
        max_rss_mb=ended.max_rss_mb,
        faults=ended.faults,
        switches=ended.switches,
        walls=ended.walls,
        log=printable(ended.log[:LOG_BYTES].decode("utf-8", "backslashreplace"), LOG_BYTES),
        used_calls=used,
    )


def _judge(ended: Ended, limits: Limits, calls: int, excuse: bool) -> tuple[Status, str, tuple[Any, ...], tuple[int, ...]]:
    status, error = _outer(ended, limits, excuse)
    if status is not Status.OK:
        return status, error, (), ()
    try:
        return _read(frame.decode(memoryview(ended.result)[len(READY) :]), calls)
    except frame.FrameError as problem:
        return Status.INVALID, str(problem), (), ()


def _outer(ended: Ended, limits: Limits, excuse: bool) -> tuple[Status, str]:
    """The verdict that the end of the process alone decides; OK if the frame decides."""
    if ended.kill is Kill.LOG:
        return Status.OUTPUT, f"the program printed more than {LOG_BYTES} bytes"
    if ended.kill is Kill.OUTPUT:
        return Status.OUTPUT, f"the answer is larger than {limits.output_mb} MB"
    if ended.kill is Kill.CPU or ended.exit == -signal.SIGXCPU or ended.cpu_s > limits.cpu_s + START_CPU_S:
        return Status.TIMEOUT, f"CPU time limit of {limits.cpu_s:g} s reached"
    if ended.kill is Kill.WALL:
        idle_s = ended.seconds - ended.cpu_s - ended.waited_s
        by_choice = idle_s > 0.5 * ended.seconds  # it slept or blocked; a busy machine would show as time without a core
        return (Status.INFRA if excuse and not by_choice else Status.TIMEOUT), f"wall time limit of {limits.wall_s:g} s reached"
    if ended.exit < 0:
        return _signal(-ended.exit, ended, limits, excuse)
    if ended.exit or len(ended.result) == len(READY):
        return Status.CRASH, f"the process ended without an answer (exit code {ended.exit})"
    return Status.OK, ""


def _signal(number: int, ended: Ended, limits: Limits, excuse: bool) -> tuple[Status, str]:
    if number == signal.SIGSYS:
        return Status.VIOLATION, "the program made a forbidden system call"
    name = signal.Signals(number).name if number in signal.Signals.__members__.values() else f"signal {number}"
    if ended.max_rss_mb > NEAR_MEMORY_LIMIT * limits.memory_mb:
        return Status.MEMORY, f"memory limit of {limits.memory_mb} MB reached ({name})"
    if number == signal.SIGKILL and excuse:
        return Status.INFRA, "the process was killed from outside"
    return Status.CRASH, f"the process was ended by {name}"


def _read(tree: Any, calls: int) -> tuple[Status, str, tuple[Any, ...], tuple[int, ...]]:
    """The decoded frame, in which every word may be the candidate's own."""
    if not isinstance(tree, dict) or set(tree) != FRAME_KEYS:
        raise frame.FrameError("the result is not a report")
    status, error, answers, used = (tree[key] for key in ("status", "error", "answers", "used"))
    if not (isinstance(status, str) and isinstance(error, str) and isinstance(answers, list) and isinstance(used, list)):
        raise frame.FrameError("the result is not a report")
    if status in FAILED:
        return FAILED[status], error, (), ()
    if status != Status.OK or len(answers) != calls or len(used) != calls or not all(type(n) is int for n in used):
        raise frame.FrameError("the result is not a report")
    return Status.OK, "", tuple(answers), tuple(used)


def printable(text: str, longest: int) -> str:
    """`text` with control characters (but newlines) and lone surrogates escaped, its end kept if it is too long."""
    out = "".join(c if c == "\n" or c.isprintable() else repr(c)[1:-1] for c in text[-longest:])
    return out if len(out) <= longest else "…" + out[1 - longest :]
