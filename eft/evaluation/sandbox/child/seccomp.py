"""The system call filter: classic BPF assembled here, installed with seccomp(2).

Order: architecture, x32 bit, plain calls, calls decided by an argument, EPERM for the rest.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterable

from .libc import libc
from .syscalls import ALLOW, AUDIT_ARCH, KILL, MACHINE, TABLES

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, operand (struct sock_filter)

LOAD, EQUAL, ANY_BIT, AT_LEAST, RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
NUMBER, ARCH, ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
PASS = 0x7FFF0000
DIE = 0x80000000  # kill the whole process with SIGSYS
X32_BIT = 0x40000000

THREAD_FLAGS = (0x3D0F00, 0x7D0F00)  # clone flags of a new thread in glibc and musl; anything else would be a process
FCNTL = (0, 1, 2, 3, 1030)  # DUPFD GETFD SETFD GETFL DUPFD_CLOEXEC; never SETOWN, SETSIG, NOTIFY, SETPIPE_SZ
F_SETFL, O_ASYNC = 4, 0o20000
IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS TIOCGWINSZ FIONREAD FIONBIO FIONCLEX FIOCLEX
PRCTL = (3, 15, 16, 39, 0x53564D41)  # GET_DUMPABLE SET_NAME GET_NAME GET_NO_NEW_PRIVS SET_VMA
AF_UNIX = 1
PID = 0x7E1F7E1F  # above any process id (2^22)

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2


def _refuse(code: int) -> int:
    return 0x00050000 | code


def _low(argument: int) -> Instruction:
    return (LOAD, 0, 0, ARGUMENTS + 8 * argument)


def _high(argument: int) -> Instruction:
    return (LOAD, 0, 0, ARGUMENTS + 8 * argument + 4)


def _one_of(argument: int, values: Iterable[int]) -> list[Instruction]:
    """Pass if the argument (32 bits) is one of `values`, else EPERM."""
    tests = [i for value in values for i in ((EQUAL, 0, 1, value), (RETURN, 0, 0, PASS))]
    return [_low(argument), *tests, (RETURN, 0, 0, _refuse(errno.EPERM))]


def _null(argument: int) -> list[Instruction]:
    """Pass if the pointer is null, else EPERM."""
    refuse = (RETURN, 0, 0, _refuse(errno.EPERM))
    return [_low(argument), (EQUAL, 1, 0, 0), refuse, _high(argument), (EQUAL, 1, 0, 0), refuse, (RETURN, 0, 0, PASS)]


def _fcntl() -> list[Instruction]:
    """The commands of FCNTL; F_SETFL as long as O_ASYNC stays off (it would send signals)."""
    setfl = [_low(2), (ANY_BIT, 0, 1, O_ASYNC), (RETURN, 0, 0, _refuse(errno.EPERM)), (RETURN, 0, 0, PASS)]
    return [_low(1), (EQUAL, 0, len(setfl), F_SETFL), *setfl, *_one_of(1, FCNTL)]


def _prlimit() -> list[Instruction]:
    """Reading one's own limits; setting any limit, or reading another process's, is refused."""
    return [_low(0), (EQUAL, 1, 0, 0), (RETURN, 0, 0, _refuse(errno.EPERM)), *_null(2)]


def for_process(template: bytes, pid: int) -> bytes:
    """The filter `template` with the process id filled in."""
    return template.replace(struct.pack("<I", PID), struct.pack("<I", pid))


def assemble(*, threads: bool = True) -> bytes:
    """The filter as an array of struct sock_filter; PID stands for the process's own id, the only one it may signal.

    threads: whether the process may start threads.
    """
    numbers = TABLES[MACHINE]
    program: list[Instruction] = [
        (LOAD, 0, 0, ARCH),
        (EQUAL, 1, 0, AUDIT_ARCH[MACHINE]),
        (RETURN, 0, 0, DIE),
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 0, 1, X32_BIT),
        (RETURN, 0, 0, DIE),
    ]
    for names, verdict in ((ALLOW, PASS), (KILL, DIE)):
        for name in names:
            if name in numbers:
                program += [(EQUAL, 0, 1, numbers[name]), (RETURN, 0, 0, verdict)]
    decided = {
        "clone": _one_of(0, THREAD_FLAGS if threads else ()),
        "clone3": [(RETURN, 0, 0, _refuse(errno.ENOSYS))],  # its flags lie in memory; libc falls back to clone
        "kill": _one_of(0, (PID,)),
        "tgkill": _one_of(0, (PID,)),
        "fcntl": _fcntl(),
        "ioctl": _one_of(1, IOCTL),
        "prctl": _one_of(0, PRCTL),
        "prlimit64": _prlimit(),
        "socketpair": _one_of(0, (AF_UNIX,)),
        "sendto": _null(4),
    }
    for name, block in decided.items():
        program += [(EQUAL, 0, len(block), numbers[name]), *block]
    program.append((RETURN, 0, 0, _refuse(errno.EPERM)))
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in program)


def install(program: bytes) -> None:
    """Put `program` on the calling thread for good (needs no_new_privs). Raises OSError."""
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    if libc().prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.c_char_p(header), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp: " + os.strerror(ctypes.get_errno()))


def available() -> bool:
    """Whether this kernel knows seccomp filters and we know this machine's call numbers."""
    if MACHINE not in TABLES:
        return False
    libc().prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, None, 0, 0)
    return ctypes.get_errno() == errno.EFAULT  # a filter was expected: the mode exists
