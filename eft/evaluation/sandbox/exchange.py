"""One job over one zygote: descriptors out, bytes and the child's end back, the clock kept here."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import signal
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

LOG_BYTES = 1 << 16
START_S = 20.0  # until the zygote has forked; far above what a loaded machine needs
REAP_S = 20.0  # from SIGKILL to the report of the end
CHUNK = 1 << 16
SEALS = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE


class ServerLost(Exception):
    """The zygote died, hung or spoke nonsense: no verdict on the candidate."""


class Kill(StrEnum):
    """Why the engine ended a child."""

    CPU = "cpu"
    WALL = "wall"
    OUTPUT = "output"
    LOG = "log"


@dataclass(slots=True)
class Ended:
    """How a child ended. exit: code, or minus the signal. waited_s: time it was ready to run but had no core, read at the wall limit.

    system_s: the kernel's share of cpu_s. faults, switches: page faults and context switches. walls: what the server says it put around the child.
    """

    exit: int = 0
    seconds: float = 0.0
    cpu_s: float = 0.0
    system_s: float = 0.0
    max_rss_mb: float = 0.0
    faults: int = 0
    switches: int = 0
    walls: str = ""
    kill: Kill | None = None
    waited_s: float = 0.0
    result: bytearray = field(default_factory=bytearray)
    log: bytearray = field(default_factory=bytearray)


def sealed(data: bytes) -> int:
    """Descriptor of a sealed memory file with `data`; the caller closes it."""
    descriptor = os.memfd_create("job", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    with open(descriptor, "wb", closefd=False) as file:
        file.write(data)
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, SEALS)
    return descriptor


def exchange(connection: socket.socket, request: bytes, *, cpu_s: float, wall_s: float, memory_bytes: int, result_bytes: int) -> Ended:
    """Run one job. `result_bytes` bounds what is read of the result. Raises ServerLost."""
    with contextlib.ExitStack() as open_descriptors:

        def keep(descriptor: int) -> int:
            open_descriptors.callback(os.close, descriptor)
            return descriptor

        memory = sealed(request)
        result, result_w = os.pipe2(os.O_CLOEXEC)
        log, log_w = os.pipe2(os.O_CLOEXEC)
        keep(result), keep(log)
        os.set_blocking(result, False)
        os.set_blocking(log, False)
        try:
            message = {"op": "job", "cpu_s": cpu_s, "memory_bytes": memory_bytes}
            socket.send_fds(connection, [json.dumps(message).encode()], [memory, result_w, log_w])
        except OSError as error:
            raise ServerLost(f"sending a job: {error}") from error
        finally:
            for descriptor in (memory, result_w, log_w):
                os.close(descriptor)
        started, handles = receive(connection, START_S)
        if "pid" not in started or len(handles) != 1:
            raise ServerLost(f"unexpected message {started}")
        watch = _Watch(connection, int(started["pid"]), keep(handles[0]), result, log, cpu_s, wall_s, result_bytes)
        return watch.run()


def receive(connection: socket.socket, timeout_s: float) -> tuple[Mapping[str, Any], list[int]]:
    """One message of the zygote and the descriptors with it. Raises ServerLost."""
    connection.settimeout(timeout_s)
    try:
        data, descriptors, _, _ = socket.recv_fds(connection, CHUNK, 1)
    except OSError as error:
        raise ServerLost(f"waiting for the zygote: {error}") from error
    if not data:
        raise ServerLost("the zygote died")
    message: Mapping[str, Any] = json.loads(data)
    return message, list(descriptors)


class Reader:
    """What a child writes, taken from pipes that do not block. targets: descriptor -> (buffer, bytes allowed, why more ends the child).

    patient: of these reasons the excess is thrown away and the child goes on.
    """

    poll: select.poll
    targets: dict[int, tuple[bytearray, int, Kill]]
    patient: frozenset[Kill] = frozenset()

    def _read(self, descriptor: int) -> bool:
        """Take what is there, at most one chunk; False at the end or when nothing is there."""
        buffer, size, reason = self.targets[descriptor]
        try:
            data = os.read(descriptor, CHUNK)
        except BlockingIOError:
            return False
        if not data:
            with contextlib.suppress(KeyError):  # already unregistered
                self.poll.unregister(descriptor)
            return False
        buffer += data[: size + 1 - len(buffer)]
        if len(buffer) > size and reason not in self.patient:
            self._kill(reason)
            return False
        return True

    def _kill(self, reason: Kill) -> None:
        """End the child."""
        raise NotImplementedError


class _Watch(Reader):
    """Reads a running child's pipes until the zygote reports its end, and kills it when a limit is reached."""

    def __init__(
        self, connection: socket.socket, pid: int, handle: int, result: int, log: int, cpu_s: float, wall_s: float, result_bytes: int
    ) -> None:
        self.connection, self.pid, self.handle = connection, pid, handle
        self.cpu_s, self.wall_s = cpu_s, wall_s
        self.ended = Ended()
        self.targets = {result: (self.ended.result, result_bytes, Kill.OUTPUT), log: (self.ended.log, LOG_BYTES, Kill.LOG)}
        self.started = self.now = time.monotonic()
        self.deadline = self.started + wall_s
        self.check_at = self.started + cpu_s
        self.poll = select.poll()
        for descriptor in (connection.fileno(), result, log):
            self.poll.register(descriptor, select.POLLIN)

    def run(self) -> Ended:
        while True:
            until = min(self.deadline, self.check_at)
            ready = [fd for fd, _ in self.poll.poll(max(0.0, until - self.now) * 1000 + 0.5)]
            self.now = time.monotonic()
            for descriptor in ready:
                if descriptor in self.targets:
                    self._read(descriptor)
            if self.connection.fileno() in ready:
                return self._finish()
            if self.now >= until:
                self._check_time()

    def _finish(self) -> Ended:
        report, _ = receive(self.connection, REAP_S)
        for descriptor in self.targets:
            while self._read(descriptor):  # bounded: the writers are dead and the size is limited
                pass
        ended = self.ended
        ended.exit, ended.seconds, ended.walls = int(report["exit"]), float(report["seconds"]), str(report["walls"])
        ended.cpu_s, ended.system_s = float(report["cpu_s"]), float(report["system_s"])
        ended.max_rss_mb, ended.faults, ended.switches = float(report["max_rss_mb"]), int(report["faults"]), int(report["switches"])
        return ended

    def _check_time(self) -> None:
        """Kill if a limit is reached, else set the next moment to look: CPU time can't reach its limit earlier on one core."""
        if self.ended.kill is not None:
            raise ServerLost("a killed child was not reported")
        left = self.cpu_s - self._cpu_now()
        if left <= 0:
            self._kill(Kill.CPU)
        elif self.now >= self.deadline:
            self.ended.waited_s = waited_s(self.pid)
            self._kill(Kill.WALL)
        else:
            self.check_at = self.now + max(left, 0.002)

    def _cpu_now(self) -> float:
        try:
            return time.clock_gettime((~self.pid << 3) | 2)  # CPU clock of a process, as clock_getcpuclockid(3) builds it
        except OSError:
            return 0.0  # gone already; the report is on its way

    def _kill(self, reason: Kill) -> None:
        if self.ended.kill is None:
            self.ended.kill = reason
            self.deadline = self.check_at = self.now + REAP_S
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)


def waited_s(pid: int) -> float:
    """Seconds for which the main thread of `pid` was ready to run but had no core; 0 where the kernel does not count it."""
    try:
        with open(f"/proc/{pid}/schedstat") as file:
            return int(file.read().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0
