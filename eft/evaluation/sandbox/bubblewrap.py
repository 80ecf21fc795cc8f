"""The command line of bubblewrap: new namespaces of every kind, and of the host's files the system's own, read-only.

A real root ignores RLIMIT_NPROC, so root's jails are started as `nobody`. What that user could not reach by its path (an interpreter
below /root) is bound to a place that it can reach, in a mount namespace of the jail's own.
"""

from __future__ import annotations

import glob
import os
import shutil
import stat
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from eft.evaluation.sandbox import child

NOBODY = 65534
SYSTEM = ("/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec", "/usr/include", "/bin", "/lib", "/lib32", "/lib64",
          "/etc/ld.so.cache", "/etc/alternatives")  # fmt: skip
SCRATCH_MB, SHARED_MB = 64, 32  # /tmp and /dev/shm; both are memory
PLACE = "/eft"  # our own files inside
STAGES = ("/mnt", "/media", "/srv", "/opt")
STAGE = """
mount -t tmpfs -o mode=755,size=64k tmpfs "$1" || exit
stage=$1 number=0
shift
while [ "$1" != -- ]; do
    mkdir "$stage/$number" && mount --bind "$1" "$stage/$number" || exit
    number=$((number + 1))
    shift
done
shift
exec setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"
"""
NAMESPACES = ("--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup")


@dataclass(frozen=True)
class View:
    """What a jail shows. files: place -> host path, read-only. contents: place below /tmp -> bytes. python: with the interpreter and /proc (a compiler needs neither).

    folder: where the process starts. scratch: places to write to besides /tmp.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    contents: Mapping[str, bytes] = field(default_factory=dict)
    folder: str = "/tmp"  # noqa: S108 # inside, a file system of its own
    python: bool = True
    scratch: tuple[str, ...] = ()


@cache
def program() -> str:
    """Path of bubblewrap; empty where it is not installed."""
    return shutil.which("bwrap") or ""


def interpreter() -> str:
    """The interpreter without its virtual environment."""
    return os.path.realpath(sys.executable)


class Reach:
    """Paths as the user `nobody` can open them: his own where that is so, else below STAGES in a private mount namespace."""

    def __init__(self, view: View) -> None:
        self.hidden: dict[str, str] = {}  # folder -> where it is bound
        needed = [*view.files.values(), *(path for path, _ in _python())]
        # A folder that every system has and that holds nothing this jail shows.
        self.stage = next(
            folder for folder in STAGES if os.path.isdir(folder) and not any(os.path.realpath(p).startswith(folder) for p in needed)
        )

    def __call__(self, path: str) -> str:
        path = os.path.realpath(path)
        if os.geteuid() != 0 or _open_to_all(path):
            return path
        folder = path if os.path.isdir(path) else os.path.dirname(path)
        place = self.hidden.setdefault(folder, f"{self.stage}/{len(self.hidden)}")
        return place + path[len(folder) :]

    def launcher(self) -> list[str]:
        """Words that come before bubblewrap."""
        if not self.hidden:
            return []
        return ["unshare", "--mount", "--propagation", "private", "--", "/bin/sh", "-c", STAGE, "sh", self.stage, *self.hidden, "--"]


def mounts(view: View, reach: Reach, hand: Callable[[bytes], int]) -> list[str]:
    """Arguments that build the file system. reach: where a path is found; hand: a descriptor of these bytes."""
    words = [word for path in SYSTEM for word in _system(path)]
    if view.python:
        words += [word for path, place in _python() for word in _bound(path, place, reach)]
        words += [word for path in _packages() for word in ("--size", "4096", "--perms", "0555", "--tmpfs", path, "--remount-ro", path)]
        words += ["--proc", "/proc"]
    words += ["--dev", "/dev", "--size", str(SHARED_MB << 20), "--perms", "1777", "--tmpfs", "/dev/shm"]  # noqa: S108
    words += ["--size", str(SCRATCH_MB << 20), "--perms", "1777", "--tmpfs", "/tmp"]  # noqa: S108
    for place in view.scratch:
        words += ["--size", str(SCRATCH_MB << 20), "--perms", "1777", "--tmpfs", place]
    for place, path in view.files.items():
        words += _bound(path, place, reach)
    for place, data in view.contents.items():
        words += ["--perms", "0444", "--file", str(hand(data)), place]
    return [*words, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", view.folder]


def command(view: View, reach: Reach, hand: Callable[[bytes], int], *, filter_: int, info: int, block: int) -> list[str]:
    """The whole line but the program to run. filter_, info, block: descriptors of the seccomp filter, of the report and of the gate."""
    words = mounts(view, reach, hand)
    return [
        *reach.launcher(), program(), *NAMESPACES, "--uid", str(NOBODY), "--gid", str(NOBODY), "--hostname", "jail", "--cap-drop", "ALL",
        "--die-with-parent", "--new-session", "--as-pid-1", *words,
        "--seccomp", str(filter_), "--info-fd", str(info), "--block-fd", str(block), "--",
    ]  # fmt: skip


def _system(path: str) -> list[str]:
    if os.path.islink(path):
        return ["--symlink", os.readlink(path), path]
    return ["--ro-bind", path, path] if os.path.exists(path) else []


def _bound(path: str, place: str, reach: Reach) -> list[str]:
    return ["--ro-bind", reach(path), place]


@cache
def _open_to_all(path: str) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in Path(path).parents)


@cache
def _python() -> tuple[tuple[str, str], ...]:
    """The interpreter and its library where they are not part of the system, and our own code for the child."""
    found = [] if sys.base_prefix == "/usr" else [interpreter(), os.path.realpath(f"{sys.base_prefix}/lib")]
    return (*((path, path) for path in found), (str(Path(child.__file__).parent), f"{PLACE}/child"))


@cache
def _packages() -> tuple[str, ...]:
    """Folders of installed packages below what is shown: they hold more than candidates may import, maybe this project and its answers."""
    roots = ("/usr/lib", f"{sys.base_prefix}/lib")
    return tuple({p for root in roots for kind in ("site", "dist") for p in glob.glob(f"{root}/python3*/{kind}-packages")})
