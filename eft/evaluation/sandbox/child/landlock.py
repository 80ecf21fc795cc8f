"""Landlock: the files a candidate may read, and nothing else (man 7 landlock). Asks the kernel, not securityfs."""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Sequence

from .libc import libc

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same numbers on every machine
VERSION_QUERY, PATH_BENEATH = 1, 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_FILE, MAKE_FILE, TRUNCATE = 1 << 5, 1 << 8, 1 << 14
FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}  # by ABI; 5 and later add device ioctls
ALL_RIGHTS = (1 << 16) - 1
TCP_RIGHTS = 0b11  # bind, connect; ABI 4
SCOPES = 0b11  # abstract unix sockets, signals; ABI 6


def _call(number: int, *arguments: int | bytes | None) -> int:
    converted = [ctypes.c_char_p(a) if isinstance(a, bytes) else ctypes.c_void_p(a) for a in arguments]
    result: int = libc().syscall(ctypes.c_long(number), *converted)
    if result < 0:
        raise OSError(ctypes.get_errno(), "landlock: " + os.strerror(ctypes.get_errno()))
    return result


def abi() -> int:
    """Landlock's version in this kernel; 0 where there is none or it is switched off."""
    try:
        return _call(CREATE_RULESET, None, 0, VERSION_QUERY)
    except OSError:
        return 0


def ruleset(
    readable: Sequence[str], writable: Sequence[str], programs: Sequence[str] = (), folders: Sequence[str] = (), version: int | None = None
) -> int:
    """Descriptor of a rule set that grants reading `readable` (folders with all below) and writing the files `writable`.

    programs: folders or files to read and execute; folders: where files may be made, written and removed. Everything that Landlock of
    `version` (an ABI that this kernel knows; None: its own) can forbid beside that is forbidden. Raises OSError.
    """
    version = version or abi()
    handled = FILE_RIGHTS.get(version, ALL_RIGHTS)
    attributes = struct.pack("<QQQ", handled, TCP_RIGHTS, SCOPES)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    rules = _call(CREATE_RULESET, attributes, size, 0)
    for path in readable:
        _grant(rules, path, READ_FILE | READ_DIR)
    for path in writable:
        _grant(rules, path, READ_FILE | WRITE_FILE)
    for path in programs:
        _grant(rules, path, READ_FILE | READ_DIR | EXECUTE)
    for path in folders:
        _grant(rules, path, (READ_FILE | READ_DIR | WRITE_FILE | REMOVE_FILE | MAKE_FILE | TRUNCATE) & handled)
    return rules


def _grant(rules: int, path: str, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= ~READ_DIR
        _call(ADD_RULE, rules, PATH_BENEATH, struct.pack("<Qi", rights, descriptor), 0)
    finally:
        os.close(descriptor)


def restrict(rules: int) -> None:
    """Put the calling thread under `rules` for good (needs no_new_privs). Raises OSError."""
    _call(RESTRICT_SELF, rules, 0)
