"""The first process of a jail: a fresh interpreter that runs one job and takes everything else in its namespace with it when it ends.

Bubblewrap has drawn the walls before this starts. Standard input is the request, 1 takes the result, 2 what is printed.
"""

from __future__ import annotations

import contextlib
import math
import os
import resource
import sys
import time
from typing import Any

from . import confine, frame, runner
from .server import READY, _stream

FORBIDDEN = " (the jail allows no network, no privileges and no files but the system's own, read-only, and scratch in /tmp and /dev/shm)"
PROCESSES = 64  # processes and threads at a time
LIMITS = {
    resource.RLIMIT_NPROC: PROCESSES, resource.RLIMIT_NOFILE: 256, resource.RLIMIT_CORE: 0, resource.RLIMIT_MEMLOCK: 0,
    resource.RLIMIT_MSGQUEUE: 0, resource.RLIMIT_SIGPENDING: 64, resource.RLIMIT_NICE: 0, resource.RLIMIT_RTPRIO: 0,
}  # fmt: skip
ADDRESS_SPACE_MARGIN = 64 << 20  # threads' stacks and allocator arenas, which are reserved and hardly used


def begin(go: int) -> Any:
    """Read the request, set the limits, say that the jail is ready, wait for the engine's clock to start, and take the descriptors' places."""
    with open(0, "rb", closefd=False) as file:
        job = frame.decode(file.read())
    whole_s = math.ceil(job["cpu_s"] + time.process_time() + confine.GRACE_CPU_S)
    space = confine.mapped_bytes() + job["memory_bytes"] + ADDRESS_SPACE_MARGIN
    for kind, value in (LIMITS | {resource.RLIMIT_AS: space, resource.RLIMIT_FSIZE: job["file_bytes"]}).items():
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))
    resource.setrlimit(resource.RLIMIT_CPU, (whole_s, whole_s + 1))
    confine.drop_privileges()
    os.write(1, READY)
    if os.read(go, 1) != b"g":
        os._exit(1)  # the engine is gone
    null = os.open("/dev/null", os.O_RDONLY)
    confine.set_descriptors(null, 1, 2)
    sys.stdin, sys.stdout, sys.stderr = (_stream(fd) for fd in (0, 1, 2))
    return job


def end(result: bytes) -> None:
    """Hand over the result and leave; never returns."""
    runner.send(confine.RESULT, result)
    with contextlib.suppress(Exception):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(0)


def main(go: int) -> None:
    """One job with the calls of `solve`, as in the zygote's child."""
    runner.replace_entropy()
    job = begin(go)
    objectives = {name: compile(source, "<objective>", "exec") for name, source in job["objectives"].items()}
    end(runner.execute(frame.decode(job["request"]), objectives, FORBIDDEN))
