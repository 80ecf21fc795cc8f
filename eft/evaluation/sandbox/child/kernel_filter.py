"""System calls of a compiled kernel: enough to load a shared library, then enough to compute, nothing else.

A call that stands in no list stops the process and tells the timer, which traces it (SECCOMP_RET_TRACE); without a tracer it fails.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Sequence

from .seccomp import ANY_BIT, ARCH, ARGUMENTS, AT_LEAST, DIE, EQUAL, LOAD, NUMBER, PASS, RETURN, X32_BIT, Instruction
from .syscalls import AUDIT_ARCH, MACHINE, TABLES

TELL = 0x7FF00000
REFUSE = 0x00050000 | errno.EPERM
COMPUTE = ["brk", "futex", "clock_gettime", "clock_getres", "gettimeofday", "time", "sched_yield", "getpid", "gettid", "exit", "exit_group"]
COMPUTE += ["getcpu", "getrandom", "uname", "rt_sigprocmask"]
QUIET = ["munmap", "mremap", "madvise", "mprotect", "fstat", "newfstatat", "ioctl", "lseek", "rt_sigaction"]
"""Answered with EPERM: the C library makes them on its own and carries on. No mapping and no signal handler changes any more."""
LOADING = ["openat", "open", "read", "pread64", "close", "fstat", "newfstatat", "lseek", "access", "mmap", "mprotect", "munmap", "madvise"]
LOADING += ["readlink", "prctl"]  # the loader's; prctl installs the second filter. Landlock leaves one folder to open.
MAP_SHARED, MAP_FIXED, MAP_FIXED_NOREPLACE, PROT_EXEC = 0x1, 0x10, 0x100000, 0x4


def _none_of(argument: int, bits: int) -> list[Instruction]:
    """Go on if the argument has none of these bits, else EPERM."""
    return [(LOAD, 0, 0, ARGUMENTS + 8 * argument), (ANY_BIT, 0, 1, bits), (RETURN, 0, 0, REFUSE)]


def assemble(allowed: Sequence[str], refused: Sequence[str], plain_memory: bool) -> bytes:
    """Array of struct sock_filter. plain_memory: mmap gives private data only, never code and never at a chosen place."""
    numbers = TABLES[MACHINE]
    program: list[Instruction] = [
        (LOAD, 0, 0, ARCH),
        (EQUAL, 1, 0, AUDIT_ARCH[MACHINE]),
        (RETURN, 0, 0, DIE),
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 0, 1, X32_BIT),
        (RETURN, 0, 0, DIE),
    ]
    for names, verdict in ((allowed, PASS), (refused, REFUSE)):
        for name in names:
            if name in numbers:
                program += [(EQUAL, 0, 1, numbers[name]), (RETURN, 0, 0, verdict)]
    # Text for people (a note left in the source) may go to the null device behind 1 and 2.
    blocks = {"write": [(LOAD, 0, 0, ARGUMENTS), (EQUAL, 1, 0, 1), (EQUAL, 0, 1, 2), (RETURN, 0, 0, PASS), (RETURN, 0, 0, TELL)]}
    if plain_memory:
        memory = [*_none_of(2, PROT_EXEC), *_none_of(3, MAP_SHARED | MAP_FIXED | MAP_FIXED_NOREPLACE), (RETURN, 0, 0, PASS)]
        blocks["mmap"] = memory
    for name, block in blocks.items():
        program += [(EQUAL, 0, len(block), numbers[name]), *block]
    program.append((RETURN, 0, 0, TELL))
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in program)


def loading() -> bytes:
    """While the shared library is opened: its constructors run under this."""
    return assemble([*COMPUTE, *LOADING], ["rt_sigaction", "ioctl"], plain_memory=False)


def running() -> bytes:
    """From then on. Both filters apply, so that the stricter one decides."""
    return assemble(COMPUTE, QUIET, plain_memory=True)
