"""Control groups: a bound on the memory and the processes of all of a jail together, where this process may make groups.

Version 1: a group below our own in each controller. Version 2: below our own group or beside it, wherever memory is handed down
already (a group that holds processes cannot hand it down; nothing is moved for it).
"""

from __future__ import annotations

import contextlib
import itertools
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WANTED = ("memory", "pids", "cpuacct")
REMOVE_S = 2.0  # a group stays busy for a moment after its last process
_numbers = itertools.count()


@dataclass(frozen=True)
class Homes:
    """Folders in which groups may be made. version 2 has one folder for all; empty: nowhere. `controllers`: name -> folder."""

    version: int
    controllers: Mapping[str, Path]

    def __bool__(self) -> bool:
        return "memory" in self.controllers and "pids" in self.controllers

    def describe(self) -> str:
        """Words for the profile's description."""
        if not self:
            return "no writable cgroup: only each process's memory is limited, not that of all together"
        return f"cgroup v{self.version} limits memory and processes of all together"


def find(mountinfo: str, own: str) -> Homes:
    """Where groups may be made, from the text of /proc/self/mountinfo and /proc/self/cgroup. Asks the file system for permission."""
    ours = {name: path for line in own.splitlines() for _, names, path in [line.split(":", 2)] for name in names.split(",")}
    version_1, version_2 = {}, []
    for line in mountinfo.splitlines():
        left, _, right = line.partition(" - ")
        root, mount = left.split()[3:5]
        kind, _, options = right.split()[:3]
        if kind == "cgroup":
            for name in set(options.split(",")) & {*WANTED} & {*ours}:
                version_1[name] = _below(mount, root, ours[name])
        elif kind == "cgroup2" and "" in ours:
            folder = _below(mount, root, ours[""])
            version_2 += [folder, folder.parent] if folder != Path(mount) else [folder]
    version_1 = {name: folder for name, folder in version_1.items() if os.access(folder, os.W_OK)}
    if found := Homes(1, version_1):
        return found
    for folder in version_2:
        if {"memory", "pids"} <= _handed_down(folder) and os.access(folder, os.W_OK) and os.access(folder / "cgroup.procs", os.W_OK):
            return Homes(2, dict.fromkeys(WANTED, folder))
    return Homes(0, {})


def _below(mount: str, root: str, own: str) -> Path:
    """Our group in a hierarchy of which `root` is mounted at `mount`."""
    return Path(mount) / os.path.relpath(own, root) if own.startswith(root) else Path(mount)


def _handed_down(folder: Path) -> set[str]:
    try:
        return {*(folder / "cgroup.subtree_control").read_text().split()}
    except OSError:
        return set()


@cache
def homes() -> Homes:
    """Where this process may make groups; groups that a killed engine left behind are removed on the way."""
    try:
        found = find(Path("/proc/self/mountinfo").read_text(), Path("/proc/self/cgroup").read_text())
    except (OSError, ValueError):
        return Homes(0, {})
    if found:
        sweep(found)
        try:
            Group(found, 1 << 30, 64).remove()
        except OSError:
            return Homes(0, {})
    return found


def sweep(homes: Homes) -> None:
    """Remove the empty groups of engines that no longer run."""
    for home in {*homes.controllers.values()}:
        for folder in home.glob("eft-*-*"):
            if not os.path.exists(f"/proc/{folder.name.split('-')[1]}"):
                with contextlib.suppress(OSError):
                    folder.rmdir()


class Group:
    """One group in every controller; raises OSError when it cannot be made. Values as the kernel's documents name them."""

    def __init__(self, homes: Homes, memory_bytes: int, processes: int) -> None:
        self.version = homes.version
        name = f"eft-{os.getpid()}-{next(_numbers)}"
        self.folders = {controller: home / name for controller, home in homes.controllers.items()}
        try:
            for folder in {*self.folders.values()}:
                folder.mkdir()
            for file, value in self._limits(memory_bytes, processes):
                file.write_text(str(value))
        except OSError:
            self.remove()
            raise

    def _limits(self, memory_bytes: int, processes: int) -> list[tuple[Path, int]]:
        memory, pids = self.folders["memory"], self.folders["pids"]
        if self.version == 2:
            return [(memory / "memory.max", memory_bytes), (pids / "pids.max", processes)]
        swap = memory / "memory.memsw.limit_in_bytes"  # memory and swap together; set after the first
        more = [(swap, memory_bytes)] if swap.exists() else []
        return [(memory / "memory.limit_in_bytes", memory_bytes), *more, (pids / "pids.max", processes)]

    def join(self, pid: int) -> None:
        """Move a process in; its children are born here."""
        for folder in {*self.folders.values()}:
            (folder / "cgroup.procs").write_text(str(pid))

    def killed(self) -> int:
        """How many processes the kernel ended because the group's memory was full."""
        file = "memory.oom_control" if self.version == 1 else "memory.events"
        with contextlib.suppress(OSError, ValueError):
            fields = dict(line.split() for line in (self.folders["memory"] / file).read_text().splitlines())
            return int(fields.get("oom_kill", 0))
        return 0

    def cpu_s(self) -> float:
        """CPU time of everything that ever ran in the group; 0 where it is not counted."""
        with contextlib.suppress(OSError, ValueError, KeyError):
            if self.version == 1:
                return int((self.folders["cpuacct"] / "cpuacct.usage").read_text()) / 1e9
            return int(dict(line.split() for line in (self.folders["cpuacct"] / "cpu.stat").read_text().splitlines())["usage_usec"]) / 1e6
        return 0.0

    def remove(self) -> None:
        """Take the group away; waits a moment for the last process to leave it."""
        until = time.monotonic() + REMOVE_S
        for folder in {*self.folders.values()}:
            while folder.exists():
                try:
                    folder.rmdir()
                except OSError:
                    if time.monotonic() > until:
                        return
                    time.sleep(0.001)  # the kernel frees a group a moment after its last process
