"""The `jail` sandbox: bubblewrap with a fresh interpreter for each job, for programs that need compilers or processes of their own.

Same runner, request frame, decoder and verdicts as the zygote; slower to start, and held by namespaces instead of by a short list of
system calls.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from typing import Any

from eft.evaluation.sandbox import bubblewrap, cell, verdict
from eft.evaluation.sandbox.bubblewrap import PLACE, View
from eft.evaluation.sandbox.cgroup import homes
from eft.evaluation.sandbox.child import frame, jail_filter, seccomp
from eft.evaluation.sandbox.child.syscalls import MACHINE
from eft.evaluation.sandbox.protocol import Job, Result
from eft.evaluation.sandbox.trial import prove
from eft.evaluation.sandbox.zygote import ENVIRONMENT, FLAGS, TRIES, extension_files, pack, package_folders
from eft.types import InfrastructureError, Limits, Status, UserError

REMEDY = (
    "install bubblewrap (apt install bubblewrap) and let it make user namespaces (sysctl kernel.unprivileged_userns_clone=1; Ubuntu: an "
    "AppArmor profile for /usr/bin/bwrap; containers: run eft outside, or use sandbox=zygote)"
)
BOOT = (
    "import sys, types; p = types.ModuleType('eft_sandbox'); p.__path__ = ['" + PLACE + "/child']; sys.modules['eft_sandbox'] = p; "
    "from eft_sandbox import {module}; {module}.main(int(sys.argv[1]))"
)
SURROUNDINGS = ENVIRONMENT | {
    "PATH": "/usr/bin:/bin", "HOME": "/tmp", "TMPDIR": "/tmp",  # noqa: S108 # inside, a file system of its own
    "PYTHONPATH": f"{PLACE}/packages:{PLACE}/child/shims", "PYTHONDONTWRITEBYTECODE": "1",
}  # fmt: skip
TRIAL = {
    "a network": "socket.create_connection(('192.0.2.1', 9), 0.2)",
    "a file to write": "open('/usr/eft-trial', 'w')",
    "capabilities": "os.mknod('/tmp/x', 0o20644, 259)",  # a character device
    "processes of others": "next(name for name in os.listdir('/proc') if name.isdigit() and name != '1')",
}


@cache
def missing() -> str:
    """What this machine lacks for the `jail` sandbox; empty if nothing. Runs bubblewrap once."""
    if sys.platform != "linux":
        return f"{sys.platform} is not Linux"
    if not bubblewrap.program():
        return "bubblewrap is not installed"
    if not seccomp.available():
        return f"no seccomp filters, or an unknown machine ({MACHINE})"
    try:
        tried = cell.run(order(["/bin/sh", "-c", ":"], View(python=False), Limits(5.0, 20.0), b""))
    except (cell.CellLost, OSError) as error:
        return f"bubblewrap does not start here ({str(error)[:200]})"
    return "" if tried.exit == 0 else f"bubblewrap does not start here ({tried.log[:200].decode('utf-8', 'replace').strip()})"


@cache
def version() -> str:
    """Bubblewrap's version."""
    asked = subprocess.run(
        [bubblewrap.program(), "--version"], env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, timeout=10, check=False
    )
    return asked.stdout.strip().rpartition(" ")[2]


def walls() -> str:
    """What a jail consists of here, for people; asked only where nothing is missing."""
    return f"bubblewrap {version()}, seccomp, {MACHINE}; {homes().describe()}"


def order(command: list[str], view: View, limits: Limits, stdin: bytes, **more: Any) -> cell.Order:
    """An order under the limits of a job."""
    return cell.Order(
        command=command, view=view, filter=jail_filter.jail(), environment=SURROUNDINGS, cpu_s=limits.cpu_s, wall_s=limits.wall_s,
        memory_bytes=limits.memory_mb << 20, result_bytes=(limits.output_mb << 20) + 1, stdin=stdin, **more,
    )  # fmt: skip


def packages(folders: dict[str, str]) -> dict[str, str]:
    """Places of the packages inside, with the libraries that lie beside them."""
    files = {}
    for name, folder in folders.items():
        files[f"{PLACE}/packages/{name}"] = folder
        if Path(f"{folder}.libs").is_dir():
            files[f"{PLACE}/packages/{name}.libs"] = f"{folder}.libs"
    return files


def interpret(module: str, view: View, request: dict[str, Any], limits: Limits, *, patient: bool = False) -> cell.Order:
    """The order that runs `child/<module>.py` on a request."""
    tree = {**request, "cpu_s": limits.cpu_s, "memory_bytes": limits.memory_mb << 20, "file_bytes": bubblewrap.SCRATCH_MB << 20}
    command = [bubblewrap.interpreter(), *FLAGS, "-c", BOOT.replace("{module}", module), "{go}"]
    return order(command, view, limits, frame.encode(tree), patient=patient)


def judged(ordered: cell.Order, limits: Limits, calls: int, *, excuse: bool = True) -> Result:
    """Run an order until the machine lets it come to a verdict, three times at most. Raises InfrastructureError.

    excuse: a wall limit reached while the processors were busy is the machine's fault at first.
    """
    for left in reversed(range(TRIES)):
        try:
            ended = cell.run(ordered)
            result = verdict.result(ended, limits, calls, excuse=excuse and left > 0)
        except cell.CellLost as error:
            failure = str(error)
        except verdict.Unconfined as error:
            failure = f"{error}: {verdict.printable(ended.log.decode('utf-8', 'replace').strip(), 300)}"
        else:
            if result.status is not Status.INFRA:
                return result
            failure = result.error
    raise InfrastructureError(f"sandbox jail: {failure}")


class JailSandbox:
    """Runs jobs in jails, `workers` at a time, for any number of threads."""

    name = "jail"

    def __init__(self, workers: int = 1) -> None:
        if lack := missing():
            raise UserError(f"sandbox jail: {lack}; {REMEDY}")
        self._places = threading.BoundedSemaphore(workers)
        self._view = View(files=packages(package_folders()) | {f"{PLACE}/scorers.so": extension_files()["eft_scorers"]})

    def run(self, job: Job) -> Result:
        """Run one job; blocks until a place is free."""
        packed = pack(job)
        request = {"request": packed.request, "objectives": dict(packed.objectives)}
        with self._places:
            return judged(interpret("jailed", self._view, request, job.limits), job.limits, len(job.calls))

    def close(self) -> None:
        """Nothing outlives a job."""


def open_jail(workers: int, files: list[str]) -> JailSandbox:
    """A jail, tried out: `files` must not be found inside. Raises UserError with the remedy if it is missing here or does not hold."""
    sandbox = JailSandbox(workers)
    prove(sandbox, TRIAL, files, REMEDY)
    return sandbox
