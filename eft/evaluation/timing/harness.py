"""One candidate process behind its doorbell, seen from the trusted side."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.sandbox import child
from eft.evaluation.sandbox.child import landlock, seccomp
from eft.evaluation.sandbox.child.syscalls import MACHINE, TABLES
from eft.types import InfrastructureError, UserError

Array = NDArray[Any]
PAGE = 4096
FLAGS = ("-P", "-s", "-S", "-B")  # isolated, but with the environment read
# rseq off: a registered restartable sequence would be a way out of the wait loop without the bell (csrc/eft/timing/wait.hpp).
ENVIRONMENT = {"PATH": "/nonexistent", "LANG": "C.UTF-8", "PYTHONUTF8": "1", "GLIBC_TUNABLES": "glibc.pthread.rseq=0"}
BOOT = (
    "import sys, types; p = types.ModuleType('eft_sandbox'); p.__path__ = [sys.argv[1]]; sys.modules['eft_sandbox'] = p; "
    "from eft_sandbox import kernel; kernel.main(sys.argv[2])"
)
MEANING = {
    **dict.fromkeys(("clone", "clone3"), "a second thread or process"),
    **dict.fromkeys(("fork", "vfork"), "a second process"),
    **dict.fromkeys(("execve", "execveat"), "another program"),
    **dict.fromkeys(("socket", "connect", "bind", "sendto", "recvfrom", "socketpair"), "a socket"),
    **dict.fromkeys(("open", "openat", "openat2", "creat", "read", "pread64", "memfd_create"), "a file"),
    **dict.fromkeys(("ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd"), "another process's memory"),
    "mprotect": "memory protection, as for a thread's stack",
    **dict.fromkeys(("kill", "tgkill", "tkill", "alarm", "setitimer", "timer_create"), "a signal"),
}
MORE_CALLS = {"socket": 41, "connect": 42, "bind": 49, "fork": 57, "vfork": 58, "execve": 59, "setrlimit": 160, "creat": 85,
              "timer_create": 222, "memfd_create": 319, "execveat": 322, "pidfd_open": 434, "openat2": 437}  # fmt: skip
BOOT_S = 60.0  # our own code until the candidate is loaded
BACK_NS = 200_000  # granted from the answer to the wait loop; a stop from outside takes some 30 us of it
SHORT_SPINS, NEVER = 200, 0  # rounds between two sched_yield of the waiting harness: on a shared core, on its own


class Rejected(Exception):
    """The candidate broke a rule; the text names the first one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """call_s, load_s: deadlines of one call and of loading, in seconds; memory_bytes: what the candidate may map beyond its buffers; cpu_s: of
    the whole process."""

    call_s: float = 2.0
    load_s: float = 10.0
    memory_bytes: int = 256 << 20
    cpu_s: float = 120.0


@dataclass(frozen=True, slots=True)
class Timing:
    """One call. wall_ns: bell to the end of the copy; lost_ns: time in which the harness or the timer did not run, or in which the candidate
    went on after its answer (it could only spoil the caches for the next: such pairs do not count)."""

    wall_ns: int
    lost_ns: int


def lost_ns(call: Any, *, shared: bool) -> int:
    """`Timing.lost_ns` of a session's call. On a shared core each waits while the other runs: lost is what the harness waited beyond the
    timer's own turns."""
    elsewhere: int = call.waited_ns - (call.wall_ns - call.away_ns) if shared else max(call.waited_ns, call.away_ns)
    return max(0, elsewhere, int(call.back_ns) - BACK_NS)


def missing() -> str:
    """What this machine lacks for the timer; empty if nothing."""
    if not hasattr(_scorers, "KernelSession"):
        return f"the kernel timer knows Linux on x86-64 only, this is {sys.platform} on {MACHINE}"
    if not seccomp.available():
        return "no seccomp filters"
    return "" if landlock.abi() else "this kernel has no Landlock, or it is switched off"


def cores() -> tuple[int, int]:
    """(timer, harness): the first and the last core that this process may use; equal when there is only one."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[0], usable[-1]


class Buffers:
    """The memory of one problem: two sealed files, which the harnesses of a round share. They run one at a time and every call rewrites
    all of it first, so none sees another's outputs; and all work on the same pages, so that their placement favours none.

    inputs: bytes of each; outputs: dtype and shape of each. A context manager.
    """

    def __init__(self, inputs: Sequence[int], outputs: Sequence[tuple[np.dtype[Any], tuple[int, ...]]]) -> None:
        self.outputs = tuple(outputs)
        self.in_bytes = list(inputs)
        self.out_bytes = [dtype.itemsize * int(np.prod(shape)) for dtype, shape in self.outputs]
        self.poison = [_poison(dtype) for dtype, _ in self.outputs]
        self._stack = contextlib.ExitStack()
        self.in_file, self.out_file = _memory(self._stack, self.in_bytes), _memory(self._stack, self.out_bytes)
        self.read_only = os.open(f"/proc/self/fd/{self.in_file}", os.O_RDONLY | os.O_CLOEXEC)
        self._stack.callback(os.close, self.read_only)

    def clear_heads(self) -> None:
        """Forget what an earlier process said."""
        for file in (self.in_file, self.out_file):
            os.pwrite(file, bytes(PAGE), 0)

    def __enter__(self) -> Buffers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()


class Harness:
    """A process with one kernel loaded (or none: the null kernel), held between calls. A context manager; belongs to one thread.

    Raises Rejected when the kernel can't be loaded or locked in, InfrastructureError when the machine refuses what the timer needs.
    """

    def __init__(self, buffers: Buffers, library: Path | None, limits: Limits, timer_core: int, harness_core: int) -> None:
        if lack := missing():
            raise UserError(f"timer: {lack}")
        self.buffers, self.limits = buffers, limits
        self.shared = shared = timer_core == harness_core
        job = {
            "parent": os.getpid(), "module": _scorers.__file__, "library": str(library or ""),
            "in_file": buffers.read_only, "out_file": buffers.out_file, "in_bytes": buffers.in_bytes, "out_bytes": buffers.out_bytes,
            "spins": SHORT_SPINS if shared else NEVER, "cpu_s": limits.cpu_s, "memory_bytes": limits.memory_bytes,
        }  # fmt: skip
        buffers.clear_heads()
        self.process = subprocess.Popen(
            [sys.executable, *FLAGS, "-c", BOOT, str(Path(child.__file__).parent), json.dumps(job)],
            env=ENVIRONMENT, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            pass_fds=(buffers.read_only, buffers.out_file),
        )  # fmt: skip
        try:
            _place(self.process.pid, harness_core)
            files = (buffers.in_file, buffers.out_file)
            self.session = _scorers.KernelSession(self.process.pid, *files, buffers.in_bytes, buffers.out_bytes, shared)
        except (RuntimeError, OSError) as error:
            self.process.kill()
            self.process.wait()
            raise InfrastructureError(f"timer: this machine does not let a process trace its own child ({error})") from error
        try:
            self._start()
        except BaseException:  # only to close what was opened; it is raised on
            self.close()
            raise

    def _start(self) -> None:
        began = self.session.start(BOOT_S, self.limits.load_s)
        if began.end == "not_started":
            raise InfrastructureError("timer: the harness process did not start")
        if began.end == "not_locked":
            raise Rejected("loading: code that ran at load time tampered with the harness")
        if began.end in ("deadline", "not_back"):
            raise Rejected(f"loading: not ready within {self.limits.load_s:g} s")
        if began.end:
            raise Rejected(f"loading: {self._ended(began)}")

    def call(self, inputs: Sequence[Array], sizes: Sequence[int]) -> tuple[Timing, list[Array]]:
        """One timed call: its timing and the private copies of the outputs. Raises Rejected."""
        done = self.session.call(list(inputs), list(sizes), self.buffers.poison, self.limits.call_s)
        if done.end:
            raise Rejected(self._ended(done))
        copies = [self.session.output(k) for k in range(len(self.buffers.outputs))]
        arrays = [np.frombuffer(copy, dtype).reshape(shape) for copy, (dtype, shape) in zip(copies, self.buffers.outputs, strict=True)]
        return Timing(done.wall_ns, lost_ns(done, shared=self.shared)), arrays

    def _ended(self, call: Any) -> str:
        if call.end == "deadline":
            return f"no answer within {self.limits.call_s:g} s"
        if call.end == "forbidden":
            name = {number: name for name, number in (TABLES[MACHINE] | MORE_CALLS).items()}.get(call.number, f"system call {call.number}")
            return f"called {name}" + (f" ({MEANING[name]})" if name in MEANING else "")
        if call.end == "crashed":
            return self._crash(call.number, call.address)
        if call.end == "load_failed":
            return "the library could not be loaded: " + _plain(self.session.error())
        return {
            "exited": f"the process ended with status {call.number}",
            "not_back": "did not come back after its answer",
            "inputs_changed": f"input {call.number} was changed",
            "out_of_bounds": f"wrote before the start of output {call.number}",
            "not_locked": "tampered with the harness",
        }[call.end]

    def _crash(self, number: int, address: int) -> str:
        name = signal.Signals(number).name if number in signal.valid_signals() else f"signal {number}"
        place = self.session.place(address) if number in (signal.SIGSEGV, signal.SIGBUS) else ""
        if place.startswith("input") or place == "the doorbell":
            return f"wrote to {place}, which is read-only"
        if place:
            return f"touched {place}"
        return f"crashed: {name}" + (f" at address {address:#x}" if number in (signal.SIGSEGV, signal.SIGBUS) else "")

    def close(self) -> None:
        """End the process; always safe to call again."""
        self.session.kill()
        self.process.wait()  # reaped by the tracer already: returns at once

    def __enter__(self) -> Harness:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _place(process: int, core: int) -> None:
    """On its core, and ahead of ordinary processes where permitted (CAP_SYS_NICE): it runs only during calls, and on a busy machine fewer
    pairs are lost."""
    os.sched_setaffinity(process, {core})
    with contextlib.suppress(OSError):
        os.sched_setscheduler(process, os.SCHED_RR, os.sched_param(1))


def _memory(stack: contextlib.ExitStack, sizes: Sequence[int]) -> int:
    """A sealed file in memory with one head page and whole pages for each buffer; closed with `stack`."""
    descriptor = os.memfd_create("eft-kernel", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    stack.callback(os.close, descriptor)
    os.ftruncate(descriptor, PAGE + sum(-(-size // PAGE) * PAGE for size in sizes))
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)
    return descriptor


def _poison(dtype: np.dtype[Any]) -> int:
    """Eight bytes that no right answer is likely to hold: a signalling NaN for floats."""
    return 0x7FF4A5A5A5A5A5A5 if dtype.itemsize == 8 and dtype.kind == "f" else 0x7FA5A5A57FA5A5A5


def _plain(text: bytes) -> str:
    return text.decode("ascii", "replace").replace("\n", " ")[:200]
