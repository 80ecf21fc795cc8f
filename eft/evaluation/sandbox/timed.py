"""The trusted side of a child whose calls are timed: bell, memory and clock are kept here.

Between calls the child is stopped (SIGSTOP, and seen stopped), so nothing of it runs while inputs are written or outputs are read. One
call: inputs are written and outputs poisoned; clock; bell and SIGCONT; the child says that it is done; it is stopped; clock; outputs are
copied to private memory. An early answer gains nothing, for the child's work counts until it stands still, and only what is in the memory
then is judged. The clock is the CPU time of the child's process, read from here by the kernel's account: on a busy machine the wall clock
would mostly measure the others, and the filter allows neither threads nor processes that could work on another account.
"""

from __future__ import annotations

import contextlib
import fcntl
import math
import mmap
import os
import select
import signal
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from json import dumps
from types import TracebackType
from typing import Any

import numpy as np

from eft.evaluation.sandbox import verdict
from eft.evaluation.sandbox.child import frame
from eft.evaluation.sandbox.child.server import READY
from eft.evaluation.sandbox.child.timed import DONE, LOADED, views
from eft.evaluation.sandbox.exchange import LOG_BYTES, REAP_S, SEALS, START_S, Ended, Kill, Reader, ServerLost, receive, sealed, waited_s
from eft.evaluation.sandbox.protocol import Result
from eft.evaluation.sandbox.zygote import Zygote
from eft.types import InfrastructureError, Limits, Status

Array = np.ndarray[Any, Any]
Table = dict[str, tuple[int, str, list[int]]]  # name -> offset, dtype, shape
Spec = Mapping[str, tuple[str, tuple[int, ...]]]  # name -> dtype, shape
ALIGNMENT = 64  # bytes: a cache line
LOOK_S = 0.02  # between two looks at the child's clock
REPORT_BYTES = 1 << 16
NOTHING = {"i": np.iinfo(np.int64).min + 0x5A5A5A, "f": np.nan}  # what stands in an output before a call, by kind of dtype


class Ending(Exception):
    """The child is no more. `result` says why: error, timeout, crash …, never ok."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.error)
        self.result = result


@dataclass(frozen=True, slots=True)
class Timing:
    """One call. cpu_s: CPU time of the child; wall_s: from the bell until it stood still."""

    cpu_s: float
    wall_s: float


class TimedChild(Reader):
    """One program in a child of `server`, held between calls. A context manager; belongs to one thread.

    example: inputs of one call: arrays, whose shapes and dtypes every call shares, and constants. outputs: what `solve` returns.
    limits: CPU and wall time of all calls together, and memory. setup_s: CPU and wall time until it is loaded (import and `setup`).
    Raises Ending when the program can't be loaded, ServerLost when the server fails.
    """

    def __init__(self, server: Zygote, source: str, example: Mapping[str, Any], outputs: Spec, limits: Limits, setup_s: float) -> None:
        self._server, self._limits = server, limits
        self._cpu_left, self._wall_left = setup_s, patience_s(setup_s)
        self._ended = Ended()
        self._result: Result | None = None
        self._stack = contextlib.ExitStack()
        arrays = {name: value for name, value in example.items() if isinstance(value, np.ndarray)}
        self._in_table, in_bytes = _layout({name: (value.dtype.str, value.shape) for name, value in arrays.items()})
        self._out_table, out_bytes = _layout(outputs)
        job = {
            "source": source.encode("utf-8", "backslashreplace").decode(),
            "inputs": {name: list(entry) for name, entry in self._in_table.items()},
            "outputs": {name: list(entry) for name, entry in self._out_table.items()},
            "constants": {name: value for name, value in example.items() if name not in arrays},
        }
        try:
            self._start(frame.encode(job), in_bytes, out_bytes)
            self._run(LOADED)
        except BaseException:  # only to close what was opened; it is raised on
            self.close()
            raise
        self._cpu_left, self._wall_left = limits.cpu_s, limits.wall_s

    def call(self, inputs: Mapping[str, Any]) -> tuple[Timing, dict[str, Array]]:
        """One timed call: its timing and a private copy of its outputs. Raises Ending."""
        for name, target in self._inputs.items():
            if inputs[name].dtype != target.dtype or inputs[name].shape != target.shape:
                raise InfrastructureError(
                    f"input {name}: {inputs[name].dtype}{inputs[name].shape}, the first call had another type or shape"
                )
            target[...] = inputs[name]
        for target in self._outputs.values():
            target[...] = NOTHING[target.dtype.kind]
        os.write(self._bell, b"B")
        began_cpu, began = self.cpu_s(), time.monotonic()
        self._run(DONE)
        timing = Timing(self.cpu_s() - began_cpu, time.monotonic() - began)
        return timing, {name: array.copy() for name, array in self._outputs.items()}

    def close(self) -> Result | None:
        """End the child; what it cost, as a result, or None if it never started. Safe to call again."""
        if self._result is None and hasattr(self, "_handle"):
            self._kill(Kill.WALL)
            with contextlib.suppress(Ending):
                self._finish()
            if self._result is not None:
                self._result = replace(self._result, status=Status.OK, error="")  # it was ended from here
        self._stack.close()
        return self._result

    def _start(self, request: bytes, in_bytes: int, out_bytes: int) -> None:
        keep = self._keep
        in_file, out_file = keep(_memory(in_bytes)), keep(_memory(out_bytes))
        self._inputs = views(mmap.mmap(in_file, in_bytes), self._in_table)
        self._outputs = views(mmap.mmap(out_file, out_bytes), self._out_table)
        read_only = keep(os.open(f"/proc/self/fd/{in_file}", os.O_RDONLY | os.O_CLOEXEC))
        (result, result_w), (log, log_w), (bell, self._bell) = (os.pipe2(os.O_CLOEXEC) for _ in range(3))
        keep(result), keep(log), keep(self._bell)
        os.set_blocking(result, False)
        os.set_blocking(log, False)
        memory = sealed(request)
        room = (self._limits.memory_mb << 20) + in_bytes + out_bytes
        message = {"op": "timed", "cpu_s": self._cpu_left + self._limits.cpu_s, "memory_bytes": room}
        try:
            socket.send_fds(self._server.connection, [dumps(message).encode()], [memory, result_w, log_w, bell, read_only, out_file])
        except OSError as error:
            raise ServerLost(f"sending a job: {error}") from error
        finally:
            for descriptor in (memory, result_w, log_w, bell):
                os.close(descriptor)
        self._server.jobs += 1
        started, handles = receive(self._server.connection, START_S)
        if "pid" not in started or len(handles) != 1:
            raise ServerLost(f"unexpected message {started}")
        self._pid, self._handle = int(started["pid"]), keep(handles[0])
        self._said = result
        self.targets = {result: (self._ended.result, REPORT_BYTES, Kill.OUTPUT), log: (self._ended.log, LOG_BYTES, Kill.LOG)}
        self.poll = select.poll()
        for descriptor in (self._server.connection.fileno(), result, log):
            self.poll.register(descriptor, select.POLLIN)

    def _keep(self, descriptor: int) -> int:
        self._stack.callback(os.close, descriptor)
        return descriptor

    def _run(self, word: bytes) -> None:
        """Let the child run until it has said `word` (after READY, the first time), then stop it. Raises Ending."""
        expected = READY + word if word == LOADED else word
        said, started, began = self._ended.result, time.monotonic(), self.cpu_s()
        signal.pidfd_send_signal(self._handle, signal.SIGCONT)
        while bytes(said) != expected:
            ready = {descriptor for descriptor, _ in self.poll.poll(LOOK_S * 1000)}
            for descriptor in ready & self.targets.keys():
                self._read(descriptor)
            if self._server.connection.fileno() in ready:
                self._finish()
            self._check(self.cpu_s() - began, time.monotonic() - started)
        self._stop()
        said.clear()
        self._cpu_left -= self.cpu_s() - began
        self._wall_left -= time.monotonic() - started

    def _stop(self) -> None:
        """Stop the child and see it stand still: what it did until then is on its clock."""
        signal.pidfd_send_signal(self._handle, signal.SIGSTOP)
        deadline = time.monotonic() + REAP_S
        while (state := _state(self._pid)) not in "Tt":
            if state in "ZX":
                self._finish()
            if time.monotonic() > deadline:
                raise ServerLost("a child did not stop")
            time.sleep(0)  # gives the core away and asks again at once: a stop takes microseconds

    def _check(self, cpu_s: float, wall_s: float) -> None:
        """Kill if a limit is reached."""
        if self._ended.kill is not None:
            self._finish()
        if cpu_s > self._cpu_left:
            self._kill(Kill.CPU)
            self._finish()
        if wall_s > self._wall_left:
            self._ended.waited_s = waited_s(self._pid)
            self._kill(Kill.WALL)
            self._finish()

    def _finish(self) -> None:
        """Wait for the report of the child's end. Raises Ending."""
        report, _ = receive(self._server.connection, REAP_S)
        for descriptor in self.targets:
            while self._read(descriptor):
                pass
        ended = self._ended
        ended.exit, ended.seconds, ended.walls = int(report["exit"]), float(report["seconds"]), str(report["walls"])
        ended.cpu_s, ended.system_s = float(report["cpu_s"]), float(report["system_s"])
        ended.max_rss_mb, ended.faults, ended.switches = float(report["max_rss_mb"]), int(report["faults"]), int(report["switches"])
        words = bytes(ended.result).removeprefix(READY).lstrip(LOADED + DONE)
        ended.result[:] = READY + words
        bounds = replace(self._limits, cpu_s=math.inf if ended.kill is not Kill.CPU else self._limits.cpu_s)  # the clock here decides
        result = verdict.result(ended, bounds, 0, excuse=False)
        if result.status is Status.OK:
            result = replace(result, status=Status.CRASH, error="the process ended without an answer")
        self._result = result
        raise Ending(result)

    def cpu_s(self) -> float:
        """CPU time of the child up to now, in seconds."""
        try:
            return time.clock_gettime((~self._pid << 3) | 2)  # CPU clock of a process, as clock_getcpuclockid(3) builds it
        except OSError:
            return 0.0  # gone already; the report is on its way

    def _kill(self, reason: Kill) -> None:
        if self._ended.kill is None:
            self._ended.kill = reason
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def __enter__(self) -> TimedChild:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def patience_s(cpu_s: float) -> float:
    """Wall time granted where only CPU time is limited: a busy machine gives a process a small share of a core."""
    return 10.0 * cpu_s


def _layout(spec: Spec) -> tuple[Table, int]:
    """Where the arrays lie in one memory, and its size in bytes."""
    table: Table = {}
    at = 0
    for name, (dtype, shape) in spec.items():
        table[name] = (at, np.dtype(dtype).str, list(shape))
        at += -(-np.dtype(dtype).itemsize * math.prod(shape) // ALIGNMENT) * ALIGNMENT
    return table, max(at, ALIGNMENT)


def _memory(size: int) -> int:
    """A file in memory of this size for good."""
    descriptor = os.memfd_create("eft-timed", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(descriptor, size)
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, SEALS & ~fcntl.F_SEAL_WRITE)
    return descriptor


def _state(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0]
    except OSError:
        return "X"
