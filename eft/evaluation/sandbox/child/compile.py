"""The process that becomes a compiler: locks itself in, then replaces itself by the command. Hostile source reads nothing but the toolchain."""

from __future__ import annotations

import json
import os
import resource

from . import confine, kernel_filter, landlock, seccomp


def main(text: str) -> None:
    """text: JSON with parent, command, programs, readable, folder, cpu_s, memory_bytes, file_bytes."""
    job = json.loads(text)
    confine.die_with_parent(job["parent"])
    rules = landlock.ruleset(job["readable"], ["/dev/null"], job["programs"], [job["folder"]])
    for kind, value in (
        (resource.RLIMIT_CPU, job["cpu_s"]),
        (resource.RLIMIT_AS, job["memory_bytes"]),
        (resource.RLIMIT_FSIZE, job["file_bytes"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (value, value))
    confine.drop_privileges()
    landlock.restrict(rules)
    seccomp.install(kernel_filter.compiling())
    os.chdir(job["folder"])
    os.execv(job["command"][0], job["command"])  # noqa: S606 # our own words, no shell wanted
