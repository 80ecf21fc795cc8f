"""Chooses the sandbox at start, proves that it holds, and fails closed."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from eft.config import did_you_mean, shared_folder
from eft.evaluation.sandbox import trial
from eft.evaluation.sandbox.child import landlock, seccomp
from eft.evaluation.sandbox.child.syscalls import MACHINE
from eft.evaluation.sandbox.jail import open_jail
from eft.evaluation.sandbox.protocol import Sandbox
from eft.evaluation.sandbox.unsafe import unsafe_sandbox
from eft.evaluation.sandbox.zygote import ZygoteSandbox
from eft.types import UserError

SANDBOXES = ("zygote", "jail", "unsafe")
REMEDY = "use Linux 5.13 or later with Landlock and seccomp enabled (containers: a recent default profile), or accept the risk with sandbox=unsafe"
NO_LINUX = "run it in a Linux virtual machine or container"
NO_LANDLOCK = (
    "use Linux 5.13 or later with `landlock` among the names of the boot parameter lsm= "
    "(`dmesg | grep landlock` says whether it is up; in a container the profile must allow it, as Docker's default does since 2022), "
    "or bubblewrap and sandbox=jail, or accept the risk with sandbox=unsafe"
)
TRIAL = {
    "a process": "os.fork() or os._exit(0)",
    "a socket": "socket.socket()",
    "a file to write": "os.open('/tmp', os.O_TMPFILE | os.O_WRONLY)",
}


@dataclass(frozen=True, slots=True)
class Offers:
    """What a machine offers to the `zygote` sandbox. landlock: its ABI, 0 where there is none."""

    system: str
    machine: str
    seccomp: bool
    landlock: int


def offers() -> Offers:
    """What this machine offers, asked from the kernel itself."""
    linux = sys.platform == "linux"
    return Offers(sys.platform, MACHINE, linux and seccomp.available(), landlock.abi() if linux else 0)


def lack(found: Offers) -> tuple[str, str]:
    """What the `zygote` sandbox misses on such a machine, and what to do about it; empty if nothing."""
    if found.system != "linux":
        return f"{found.system} is not Linux", NO_LINUX
    if not found.seccomp:
        return f"no seccomp filters, or an unknown machine ({found.machine})", REMEDY
    if found.landlock == 0:
        return "this kernel has no Landlock, or it is switched off", NO_LANDLOCK
    return "", ""


def missing(found: Offers | None = None) -> str:
    """What this machine lacks for the `zygote` sandbox; empty if nothing."""
    return lack(found or offers())[0]


def describe(found: Offers | None = None) -> str:
    """One line for start-up messages and `doctor`."""
    found = found or offers()
    words = missing(found)
    return f"zygote: not available: {words}" if words else f"zygote: Landlock ABI {found.landlock}, seccomp, {found.machine}"


def open_sandbox(name: str = "zygote", workers: int = 1, found: Offers | None = None) -> Sandbox:
    """The sandbox `name`, tried out. Raises UserError with the remedy if it is unknown, missing here, or does not hold.

    found: what the machine offers (None: ask it). There is no way from one sandbox to a weaker one but the user's own word.
    """
    if name == "unsafe":
        return unsafe_sandbox(workers)
    if name == "jail":
        return open_jail(workers, hidden_files())
    if name != "zygote":
        raise UserError(f"sandbox {name}: unknown{did_you_mean(name, SANDBOXES)}; there is: {', '.join(SANDBOXES)}")
    words, remedy = lack(found or offers())
    if words:
        raise UserError(f"sandbox zygote: {words}; {remedy}")
    sandbox = ZygoteSandbox(workers)
    try:
        prove(sandbox)
    except BaseException:  # only to close what was opened; it is raised on
        sandbox.close()
        raise
    return sandbox


def prove(sandbox: Sandbox) -> None:
    """Run a program that tries what must fail: opening our code and tasks, a process, a socket, writing."""
    trial.prove(sandbox, TRIAL, ["/", *hidden_files()], REMEDY)


def hidden_files() -> list[str]:
    """What no candidate may open: the users' list, our code, the tasks and one of their scorers."""
    tasks = shared_folder("tasks")
    return ["/etc/passwd", __file__, str(Path(__file__).parents[2]), str(tasks), *map(str, sorted(tasks.glob("*/*/score.py"))[:1])]
