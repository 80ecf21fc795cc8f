"""System calls of a compiled kernel: enough to load a shared library, then enough to compute, nothing else. And of its compiler.

A call that stands in no list stops the process and tells the timer, which traces it (SECCOMP_RET_TRACE); without a tracer it fails.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Iterable, Sequence

from .seccomp import ANY_BIT, ARCH, ARGUMENTS, AT_LEAST, DIE, EQUAL, LOAD, NUMBER, PASS, RETURN, X32_BIT, Instruction
from .syscalls import AUDIT_ARCH, KILL, MACHINE, TABLES

TELL = 0x7FF00000
REFUSE = 0x00050000 | errno.EPERM
COMPUTE = ["brk", "futex", "clock_gettime", "clock_getres", "gettimeofday", "time", "sched_yield", "getpid", "gettid", "exit", "exit_group"]
COMPUTE += ["getcpu", "getrandom", "uname", "rt_sigprocmask"]
QUIET = ["munmap", "mremap", "madvise", "fstat", "newfstatat", "ioctl", "lseek", "rt_sigaction"]
"""Answered with EPERM: the C library makes them on its own and carries on. No mapping and no signal handler changes any more."""
LOADING = ["openat", "open", "read", "pread64", "close", "fstat", "newfstatat", "lseek", "access", "mmap", "mprotect", "munmap", "madvise"]
LOADING += ["readlink", "prctl"]  # the loader's; prctl installs the second filter. Landlock leaves one folder to open.
SOCKETS = {"x86_64": (41, 53), "aarch64": (198, 199)}
"""socket, socketpair."""
MAP_SHARED, MAP_FIXED, MAP_FIXED_NOREPLACE, PROT_EXEC = 0x1, 0x10, 0x100000, 0x4


def _head() -> list[Instruction]:
    """Our machine's own calls only; leaves the call's number loaded."""
    arch = [(LOAD, 0, 0, ARCH), (EQUAL, 1, 0, AUDIT_ARCH[MACHINE]), (RETURN, 0, 0, DIE)]
    return [*arch, (LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, X32_BIT), (RETURN, 0, 0, DIE)]


def _listed(numbers: Iterable[int], verdict: int) -> list[Instruction]:
    return [i for number in numbers for i in ((EQUAL, 0, 1, number), (RETURN, 0, 0, verdict))]


def _bytes(program: Sequence[Instruction]) -> bytes:
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in program)


def _none_of(argument: int, bits: int) -> list[Instruction]:
    """Go on if the argument has none of these bits, else EPERM."""
    return [(LOAD, 0, 0, ARGUMENTS + 8 * argument), (ANY_BIT, 0, 1, bits), (RETURN, 0, 0, REFUSE)]


def assemble(allowed: Sequence[str], refused: Sequence[str], plain_memory: bool) -> bytes:
    """Array of struct sock_filter. plain_memory: mmap gives private data only, never code and never at a chosen place."""
    numbers = TABLES[MACHINE]
    program = _head()
    for names, verdict in ((allowed, PASS), (refused, REFUSE)):
        program += _listed([numbers[name] for name in names if name in numbers], verdict)
    # Text for people (a note left in the source) may go to the null device behind 1 and 2.
    blocks = {"write": [(LOAD, 0, 0, ARGUMENTS), (EQUAL, 1, 0, 1), (EQUAL, 0, 1, 2), (RETURN, 0, 0, PASS), (RETURN, 0, 0, TELL)]}
    if plain_memory:
        memory = [*_none_of(2, PROT_EXEC), *_none_of(3, MAP_SHARED | MAP_FIXED | MAP_FIXED_NOREPLACE), (RETURN, 0, 0, PASS)]
        blocks["mmap"] = memory
    for name, block in blocks.items():
        program += [(EQUAL, 0, len(block), numbers[name]), *block]
    return _bytes([*program, (RETURN, 0, 0, TELL)])


def loading() -> bytes:
    """While the shared library is opened: its constructors run under this."""
    return assemble([*COMPUTE, *LOADING], ["rt_sigaction", "ioctl"], plain_memory=False)


def running() -> bytes:
    """From then on. Both filters apply, so that the stricter one decides."""
    return assemble(COMPUTE, QUIET, plain_memory=True)


def compiling() -> bytes:
    """For a compiler, which needs processes and files (Landlock guards those): no sockets, nothing that no honest program calls."""
    numbers = TABLES[MACHINE]
    killed = _listed([numbers[name] for name in KILL if name in numbers], DIE)
    return _bytes([*_head(), *killed, *_listed(SOCKETS[MACHINE], REFUSE), (RETURN, 0, 0, PASS)])
