"""One process in bubblewrap, from its start to its end: pipes, limits, the clock and the kill, all kept on this side.

The process is the first of its own process namespace: when it ends, the kernel ends everything below it before we hear of it. So
nobody is left to hold a pipe open, and what is in the pipes then is all there will ever be.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eft.evaluation.sandbox import bubblewrap
from eft.evaluation.sandbox.bubblewrap import NOBODY, View
from eft.evaluation.sandbox.cgroup import Group, homes
from eft.evaluation.sandbox.child.jailed import PROCESSES
from eft.evaluation.sandbox.child.server import READY
from eft.evaluation.sandbox.exchange import CHUNK, LOG_BYTES, REAP_S, START_S, Ended, Kill, Reader, sealed, waited_s

OVERHEAD_BYTES = 96 << 20  # what interpreter and bubblewrap take of a group's memory beside the program's own
CHECK_S = 0.01  # shortest time between two looks at the CPU clock


class CellLost(Exception):
    """Bubblewrap did not start, or did not end when it was killed: no verdict on the candidate. The text holds its words."""


@dataclass(frozen=True)
class Order:
    """What to run. stdin: its standard input. `{go}` in `command` stands for the descriptor of the gate: with it, the process answers READY
    on standard output and waits there until the clock starts; without it the clock starts at once.

    result_bytes bounds standard output, LOG_BYTES standard error (patient: what is printed beyond that is thrown away and ends nothing). group: put into a control group where there is one.
    """

    command: Sequence[str]
    view: View
    filter: bytes
    environment: Mapping[str, str]
    cpu_s: float
    wall_s: float
    memory_bytes: int
    result_bytes: int
    stdin: bytes = b""
    patient: bool = False
    group: bool = True


def run(order: Order) -> Ended:
    """Run it to its end or to its limits. Raises CellLost."""
    with contextlib.ExitStack() as stack:
        group = None
        if order.group and homes():
            try:
                group = Group(homes(), order.memory_bytes + OVERHEAD_BYTES, PROCESSES)
            except OSError as error:
                raise CellLost(f"control group: {error}") from error
            stack.callback(group.remove)
        descriptors = stack.enter_context(_Descriptors())
        return _Cell(order, group, descriptors, stack).run()


class _Descriptors:
    """Open descriptors, each closed exactly once."""

    def __init__(self) -> None:
        self.open: set[int] = set()

    def keep(self, *descriptors: int) -> None:
        self.open.update(descriptors)

    def pipe(self) -> tuple[int, int]:
        ends = os.pipe2(os.O_CLOEXEC)
        self.keep(*ends)
        return ends

    def close(self, *descriptors: int) -> None:
        for descriptor in descriptors:
            self.open.remove(descriptor)
            os.close(descriptor)

    def __enter__(self) -> _Descriptors:
        return self

    def __exit__(self, *_: object) -> None:
        self.close(*self.open)


class _Cell(Reader):
    """A started process and the reading ends of its pipes."""

    def __init__(self, order: Order, group: Group | None, descriptors: _Descriptors, stack: contextlib.ExitStack) -> None:
        self.order, self.group, self.descriptors = order, group, descriptors
        self.ended = Ended()
        self.gated = any("{go}" in word for word in order.command)
        self.base_s = self.outer_s = self.group_base_s = self.seen_s = 0.0
        self.ready = False
        (self.result, result_w), (self.log, log_w), (info, info_w), (block, gate), (go, self.go) = (descriptors.pipe() for _ in range(5))
        passed = [info_w, block, *([go] if self.gated else [])]

        def hand(data: bytes) -> int:
            passed.append(sealed(data))
            descriptors.keep(passed[-1])
            os.lseek(passed[-1], 0, os.SEEK_SET)
            return passed[-1]

        reach = bubblewrap.Reach(order.view)
        line = bubblewrap.command(order.view, reach, hand, filter_=hand(order.filter), info=info_w, block=block)
        line += [word.replace("{go}", str(go)) for word in order.command]
        user = NOBODY if os.geteuid() == 0 and not reach.hidden else None  # else the launcher drops
        self.process = subprocess.Popen(
            line, env=dict(order.environment), cwd="/", stdin=hand(order.stdin), stdout=result_w, stderr=log_w, pass_fds=passed,
            start_new_session=True, user=user, group=user, extra_groups=None if user is None else [],
        )  # fmt: skip
        stack.callback(self._bury)
        descriptors.close(result_w, log_w, go, *{*passed} - {go})
        self.outer = os.pidfd_open(self.process.pid)
        descriptors.keep(self.outer)
        self.pid = self._inner(info)
        try:
            self.inner = os.pidfd_open(self.pid)
            descriptors.keep(self.inner)
            if group is not None:
                group.join(self.pid)
            os.write(gate, b"g")
        except OSError as error:  # bubblewrap failed meanwhile, or the group is not ours to fill
            raise CellLost(self._words() or f"joining the jail: {error}") from error
        os.set_blocking(self.result, False)
        os.set_blocking(self.log, False)

    def _inner(self, info: int) -> int:
        """The jail's first process, as bubblewrap reports it before it lets it start."""
        text, until = b"", time.monotonic() + START_S
        while b"}" not in text:
            if not select.select([info], [], [], max(0.0, until - time.monotonic()))[0]:
                raise CellLost("bubblewrap did not start")
            data = os.read(info, CHUNK)
            if not data:
                raise CellLost(self._words() or "bubblewrap ended before it started anything")
            text += data
        return int(json.loads(text)["child-pid"])

    def _words(self) -> str:
        """What bubblewrap said."""
        if not select.select([self.log], [], [], 0.1)[0]:
            return ""
        return os.read(self.log, 2000).decode("utf-8", "replace").strip()

    def run(self) -> Ended:
        order, ended = self.order, self.ended
        self.targets = {self.result: (ended.result, order.result_bytes, Kill.OUTPUT), self.log: (ended.log, LOG_BYTES, Kill.LOG)}
        self.patient = frozenset([Kill.LOG] if order.patient else [])
        self.poll = select.poll()
        for descriptor in (self.outer, self.result, self.log):
            self.poll.register(descriptor, select.POLLIN)
        self.now = time.monotonic()
        self.started, self.deadline = self.now, self.now + START_S
        self.check_at = self.deadline
        if not self.gated:
            self._start_clock()
        while True:
            until = min(self.deadline, self.check_at)
            events = [fd for fd, _ in self.poll.poll(max(0.0, until - self.now) * 1000 + 0.5)]
            self.now = time.monotonic()
            for descriptor in events:
                if descriptor in self.targets:
                    self._read(descriptor)
            if not self.ready and self.ended.result.startswith(READY):
                self._start_clock()
                os.write(self.go, b"g")
            if self.outer in events:
                return self._finish()
            if self.now >= until:
                self._check_time()

    def _start_clock(self) -> None:
        """From here on the time is the candidate's."""
        self.ready = True
        self.base_s, self.group_base_s = self._clock_s(), 0.0 if self.group is None else self.group.cpu_s()
        self.outer_s = own_cpu_s(self.process.pid)
        self.started = self.now = time.monotonic()
        self.deadline, self.check_at = self.now + self.order.wall_s, self.now + self.order.cpu_s / (os.cpu_count() or 1)

    def _check_time(self) -> None:
        if self.ended.kill is not None:
            raise CellLost("a killed jail did not end")
        if not self.ready:
            raise CellLost("the jail was not ready in time")
        left = self.order.cpu_s - self._cpu_now()
        if left <= 0:
            self._kill(Kill.CPU)
        elif self.now >= self.deadline:
            self.ended.waited_s = waited_s(self.pid)
            self._kill(Kill.WALL)
        else:
            self.check_at = self.now + max(left / (os.cpu_count() or 1), CHECK_S)

    def _clock_s(self) -> float:
        """CPU time of the first process alone."""
        try:
            return time.clock_gettime((~self.pid << 3) | 2)  # CPU clock of a process, as clock_getcpuclockid(3) builds it
        except OSError:
            return 0.0

    def _cpu_now(self) -> float:
        """CPU time of all since the clock started: of the control group, else summed over the tree of processes."""
        if self.group is not None and (used := self.group.cpu_s()):
            return used - self.group_base_s
        self.seen_s = max(self.seen_s, self._clock_s() - self.base_s, tree_cpu_s(self.pid) - self.base_s)
        return self.seen_s

    def _kill(self, reason: Kill) -> None:
        if self.ended.kill is None:
            self.ended.kill = reason
            self.deadline = self.check_at = self.now + REAP_S
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.inner, signal.SIGKILL)

    def _finish(self) -> Ended:
        ended = self.ended
        _, status, usage = os.wait4(self.process.pid, 0)
        ended.seconds = self.now - self.started
        code = self.process.returncode = os.waitstatus_to_exitcode(status)
        ended.exit = 128 - code if code > 128 else code  # bubblewrap tells a signal as a shell does
        for descriptor in self.targets:
            while self._read(descriptor):  # bounded: the writers are dead and the size is limited
                pass
        waited_for = usage.ru_utime + usage.ru_stime - self.base_s - self.outer_s
        counted = 0.0 if self.group is None else self.group.cpu_s() - self.group_base_s
        ended.cpu_s = max(0.0, counted or max(waited_for, self.seen_s))  # who is killed with the first process is waited for by nobody
        inherited = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # a fork begins with our peak: up to it, the number is ours
        ended.system_s, ended.max_rss_mb = usage.ru_stime, usage.ru_maxrss / 1024 if usage.ru_maxrss > inherited else 0.0
        ended.faults, ended.switches = usage.ru_minflt + usage.ru_majflt, usage.ru_nvcsw + usage.ru_nivcsw
        ended.walls = "bubblewrap seccomp" + (f" cgroup{self.group.version}" if self.group is not None else "")
        if self.group is not None and ended.exit == -signal.SIGKILL and self.group.killed():
            ended.max_rss_mb = max(ended.max_rss_mb, self.order.memory_bytes / (1 << 20))  # of all processes together
        return ended

    def _bury(self) -> None:
        """Whatever happened: nothing of the jail is left when this returns. The first process dies with bubblewrap."""
        if self.process.returncode is None:
            if (inner := getattr(self, "inner", None)) is not None:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(inner, signal.SIGKILL)
            self.process.kill()
            self.process.wait()


def own_cpu_s(pid: int) -> float:
    """CPU seconds of one process and of the children that it waited for; 0 when it has ended."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/stat") as stat:
        return sum(map(int, stat.read().rpartition(")")[2].split()[11:15])) / os.sysconf("SC_CLK_TCK")  # utime, stime, cutime, cstime
    return 0.0


def tree_cpu_s(pid: int) -> float:
    """CPU seconds of a process, of those below it, and of those that they waited for. Ended ones that nobody waited for are missing."""
    used_s, left = 0.0, [str(pid)]
    while left:
        one = left.pop()
        used_s += own_cpu_s(int(one))
        with contextlib.suppress(OSError):  # ended meanwhile
            for thread in os.listdir(f"/proc/{one}/task"):
                with open(f"/proc/{one}/task/{thread}/children") as children:
                    left += children.read().split()
    return used_s
