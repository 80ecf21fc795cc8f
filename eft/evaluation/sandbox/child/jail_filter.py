"""System calls in a jail: a list of what is forbidden, since compilers and process pools need the rest.

Namespaces, mounts and the process's lack of capabilities are the wall; this filter takes the kernel's riskier doors away behind it.
"""

from __future__ import annotations

import errno

from .kernel_filter import _bytes, _head, _listed
from .seccomp import ANY_BIT, ARGUMENTS, DIE, EQUAL, LOAD, PASS, RETURN, Instruction
from .syscalls import KILL, MACHINE, TABLES

REFUSE, UNKNOWN = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
NEW_NAMESPACES = 0x7E020000  # CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
FAMILIES = (1, 2, 10)  # AF_UNIX, AF_INET, AF_INET6: bound to the namespace; AF_VSOCK, for one, is not
DEATH_WITH_THE_PARENT = 1  # PR_SET_PDEATHSIG: whoever takes it back outlives an engine that is killed
TERMINAL = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX: input in the name of whoever sits there
MORE = {
    "x86_64": {"socket": 41, "memfd_create": 319, "memfd_secret": 447, "shmget": 29, "sched_setaffinity": 203, "personality": 135},
    "aarch64": {"socket": 198, "memfd_create": 279, "memfd_secret": 447, "shmget": 194, "sched_setaffinity": 122, "personality": 92},
}
REFUSED = ("memfd_create", "memfd_secret", "shmget", "sched_setaffinity", "personality")
"""Memory that no limit of a process counts, another core, a weaker layout of memory."""


def _argument(number: int) -> Instruction:
    return (LOAD, 0, 0, ARGUMENTS + 8 * number)


def jail() -> bytes:
    """The filter as an array of struct sock_filter."""
    numbers = TABLES[MACHINE] | MORE[MACHINE]
    namespaces = [_argument(0), (ANY_BIT, 0, 1, NEW_NAMESPACES), (RETURN, 0, 0, DIE), (RETURN, 0, 0, PASS)]
    families = [_argument(0), *_listed(FAMILIES, PASS), (RETURN, 0, 0, REFUSE)]
    terminal = [_argument(1), *_listed(TERMINAL, REFUSE), (RETURN, 0, 0, PASS)]
    blocks: dict[str, list[Instruction]] = {
        "clone": namespaces,
        "clone3": [(RETURN, 0, 0, UNKNOWN)],  # its flags lie in memory; libc falls back to clone
        "socket": families,
        "ioctl": terminal,
        "prctl": [_argument(0), *_listed((DEATH_WITH_THE_PARENT,), REFUSE), (RETURN, 0, 0, PASS)],
    }
    program = [*_head(), *_listed([numbers[name] for name in KILL if name in numbers], DIE)]
    program += _listed([numbers[name] for name in REFUSED], REFUSE)
    for name, block in blocks.items():
        program += [(EQUAL, 0, len(block), numbers[name]), *block]
    return _bytes([*program, (RETURN, 0, 0, PASS)])
