"""The C library's system calls, opened once: a server's children find them open."""

from __future__ import annotations

import ctypes
from functools import cache


@cache
def libc() -> ctypes.CDLL:
    """Of this process; `ctypes.get_errno()` tells why a call failed."""
    return ctypes.CDLL(None, use_errno=True)
