"""What a child does to itself before it runs a candidate; nothing here can be undone afterwards."""

from __future__ import annotations

import ctypes
import math
import os
import resource
import signal
import struct

from .libc import libc
from .syscalls import MACHINE

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
CAPSET = {"x86_64": 126, "aarch64": 91}
CAPABILITY_VERSION_3 = 0x20080522
RESULT = 3  # the only descriptor beside 0, 1, 2
OPEN_FILES = 64
MAX_PENDING_SIGNALS = 64
GRACE_CPU_S = 1.0  # the engine keeps the exact limit; the kernel's, in whole seconds, is the backstop


def die_with_parent(parent: int) -> None:
    """SIGKILL when the server dies; leave at once if it died already. A session of its own: no terminal, no group signals."""
    libc().prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    os.setsid()


def set_descriptors(null: int, result: int, log: int) -> None:
    """0 reads nothing, 1 and 2 go to `log`, RESULT to `result`; every other descriptor is closed."""
    null, result, log = (os.dup2(fd, 10 + i) for i, fd in enumerate((null, result, log)))  # out of each other's way
    for target, source in enumerate((null, log, log, result)):
        os.dup2(source, target)
    os.closerange(RESULT + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[1])


def mapped_bytes() -> int:
    """Address space of this process now."""
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[0]) * resource.getpagesize()


def limit(cpu_s: float, address_space: int) -> None:
    """Resource limits of this process; as it can't make others, they are the candidate's limits."""
    whole_s = math.ceil(cpu_s + GRACE_CPU_S)
    limits = {
        resource.RLIMIT_AS: address_space,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_SIGPENDING: MAX_PENDING_SIGNALS,
        resource.RLIMIT_NICE: 0,
        resource.RLIMIT_RTPRIO: 0,
    }
    for kind, value in limits.items():
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))
    resource.setrlimit(resource.RLIMIT_CPU, (whole_s, whole_s + 1))


def drop_privileges() -> None:
    """No new privileges, no capabilities: a root user's child could otherwise raise its own limits."""
    if libc().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no_new_privs")
    header = struct.pack("<Ii", CAPABILITY_VERSION_3, 0)
    number = ctypes.c_long(CAPSET[MACHINE])
    if libc().syscall(number, ctypes.c_char_p(header), ctypes.c_char_p(bytes(24))) != 0:
        raise OSError(ctypes.get_errno(), "capset")
