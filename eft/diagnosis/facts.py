"""What this machine offers, looked up without importing torch and without changing anything."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import resource
import shutil
import sqlite3
import subprocess
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from eft.keys import child_environment
from eft.search.disk import filesystem

PACKAGES = ("numpy", "scipy", "torch", "transformers", "lightning", "peft", "sglang", "ray")
TRIAL_S = 10.0  # seconds that a program which is only asked something may take


@dataclass(frozen=True, slots=True)
class Facts:
    """Plain values, so that tests can make machines up. Sizes in bytes; empty text or 0: not there.

    zygote, jail: what these sandboxes lack here (empty: nothing). jail_walls: what the jail consists of. trial: what the default sandbox
    did not stop, None if it was not tried. namespaces: why a process cannot have a user namespace of its own. cgroup: `v1`, `v2` or
    empty; cgroup_writable: controllers that we may use. bwrap_trial: why bubblewrap failed. cores: usable by this process, of all_cores.
    filesystem, free: of the run folder.
    """

    system: str = "Linux"
    kernel: str = ""
    python: str = ""
    landlock_abi: int = 0
    seccomp: bool = False
    zygote: str = ""
    trial: str | None = None
    jail: str = ""
    jail_walls: str = ""
    namespaces: str = ""
    cgroup: str = ""
    cgroup_writable: tuple[str, ...] = ()
    bwrap: str = ""
    bwrap_trial: str = ""
    cores: int = 1
    all_cores: int = 1
    smt: bool = False
    memory: int = 0
    memory_free: int = 0
    simd: tuple[str, ...] = ()
    gxx: str = ""
    nvcc: str = ""
    gpus: tuple[str, ...] = ()
    packages: dict[str, str] = field(default_factory=dict)
    sqlite: tuple[int, int, int] = (0, 0, 0)
    folder: Path = Path("runs")
    folder_trouble: str = ""
    filesystem: str = ""
    free: int = 0
    clock: str = ""
    open_files: int = 0


def look(folder: Path) -> Facts:
    """The facts of this machine, but for the trial of the sandbox. folder: where runs are to be written."""
    from eft.evaluation.sandbox import jail, probe
    from eft.evaluation.sandbox.child import landlock, seccomp

    bwrap, bwrap_trial = bubblewrap()
    hierarchy, writable = cgroups(Path("/sys/fs/cgroup"), Path("/proc/self/cgroup"))
    memory, memory_free = memory_sizes(_read(Path("/proc/meminfo")))
    place, trouble = existing(folder)
    return Facts(
        system=platform.system(),
        kernel=platform.release(),
        python=platform.python_version(),
        landlock_abi=landlock.abi() if platform.system() == "Linux" else 0,
        seccomp=platform.system() == "Linux" and seccomp.available(),
        zygote=probe.missing(),
        jail=(jail_lack := jail.missing()),
        jail_walls="" if jail_lack else jail.walls(),
        namespaces=namespaces(),
        cgroup=hierarchy,
        cgroup_writable=writable,
        bwrap=bwrap,
        bwrap_trial=bwrap_trial,
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        all_cores=os.cpu_count() or 1,
        smt=_read(Path("/sys/devices/system/cpu/smt/active")) == "1",
        memory=memory,
        memory_free=memory_free,
        simd=simd(),
        gxx=_first_line("g++", "-dumpfullversion"),
        nvcc=_release(_output("nvcc", "--version")),
        gpus=gpus(),
        packages=installed(),
        sqlite=(sqlite3.sqlite_version_info[0], sqlite3.sqlite_version_info[1], sqlite3.sqlite_version_info[2]),
        folder=folder,
        folder_trouble=trouble,
        filesystem=filesystem(place.resolve(), _read(Path("/proc/self/mountinfo"))),
        free=shutil.disk_usage(place).free,
        clock=_read(Path("/sys/devices/system/clocksource/clocksource0/current_clocksource")),
        open_files=resource.getrlimit(resource.RLIMIT_NOFILE)[0],
    )


def try_sandbox() -> str:
    """Run programs that try what must fail in the default sandbox; why it does not hold, empty if it does."""
    from eft.evaluation.sandbox.probe import open_sandbox
    from eft.types import InfrastructureError, UserError

    try:
        open_sandbox().close()
    except (UserError, InfrastructureError, OSError) as error:
        return " ".join(str(error).split())[:300]
    return ""


def bubblewrap() -> tuple[str, str]:
    """(version, why it does not work here) of bubblewrap; two empty texts if it is not installed."""
    if not (found := _output("bwrap", "--version").removeprefix("bubblewrap").strip()):
        return "", ""
    command = ["bwrap", "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--", "true"]
    try:
        done = subprocess.run(command, env=child_environment(), capture_output=True, timeout=TRIAL_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return found, type(error).__name__
    words = " ".join(done.stderr.decode("utf-8", "replace").split())[:200]
    return found, "" if done.returncode == 0 else words or f"status {done.returncode}"


def namespaces() -> str:
    """Why no user namespace can be made; empty if one can."""
    if shutil.which("unshare") is None:
        limit = _read(Path("/proc/sys/user/max_user_namespaces"))
        return "" if limit not in ("", "0") else "switched off (user.max_user_namespaces)"
    command = ["unshare", "--user", "--map-current-user", "true"]
    try:
        done = subprocess.run(command, env=child_environment(), capture_output=True, timeout=TRIAL_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return type(error).__name__
    return "" if done.returncode == 0 else " ".join(done.stderr.decode("utf-8", "replace").split())[:200]


def cgroups(root: Path, own: Path) -> tuple[str, tuple[str, ...]]:
    """(hierarchy, controllers among memory and pids whose group of this process can be written). root: where groups are mounted."""
    lines = [line.split(":", 2) for line in _read(own).splitlines() if line.count(":") >= 2]
    paths = {name: path.lstrip("/") for _, names, path in lines for name in names.split(",")}
    if (root / "cgroup.controllers").is_file():
        group = root / paths.get("", "")
        group = group if group.is_dir() else root
        held = _read(group / "cgroup.controllers").split()
        return "v2", tuple(name for name in ("memory", "pids") if name in held and _writable(group))
    found = [name for name in ("memory", "pids") if (root / name).is_dir()]
    usable = [name for name in found if any(_writable(root / name / part) for part in (paths.get(name, ""), ""))]
    return ("v1" if found else ""), tuple(usable)


def memory_sizes(meminfo: str) -> tuple[int, int]:
    """(all, available) bytes from /proc/meminfo."""
    sizes = {name: int(size) * 1024 for name, size in re.findall(r"(?m)^(\w+):\s+(\d+) kB", meminfo)}
    return sizes.get("MemTotal", 0), sizes.get("MemAvailable", 0)


def existing(folder: Path) -> tuple[Path, str]:
    """(the folder, or what exists above it; why nothing can be written there)."""
    place = folder.absolute()
    while not place.exists():
        place = place.parent
    if not place.is_dir():
        return place.parent, f"{place} is no folder"
    return place, "" if os.access(place, os.W_OK | os.X_OK) else f"{place} cannot be written"


def simd() -> tuple[str, ...]:
    """Instruction sets that the compiled scorers can use here, the one in use last; empty if they are not built."""
    try:
        from eft import _scorers
    except ImportError:
        return ()
    used = _scorers.simd_level()
    return (*(name for name in _scorers.simd_levels() if name != used), used)


def gpus() -> tuple[str, ...]:
    """Name, memory and driver of every NVIDIA GPU."""
    found = _output("nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader")
    return tuple(line.strip() for line in found.splitlines() if line.count(",") == 2)


def installed() -> dict[str, str]:
    """Versions of the libraries that decide results, read without importing them."""
    found = {}
    for name in PACKAGES:
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def _writable(group: Path) -> bool:
    """Whether groups can be made below `group`."""
    return group.is_dir() and os.access(group, os.W_OK | os.X_OK) and not os.statvfs(group).f_flag & os.ST_RDONLY


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _output(*command: str) -> str:
    """What a program says on stdout, empty if it is not there or fails."""
    try:
        done = subprocess.run(command, env=child_environment(), capture_output=True, timeout=TRIAL_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""


def _first_line(*command: str) -> str:
    return _output(*command).partition("\n")[0]


def _release(text: str) -> str:
    """The version in what nvcc says."""
    found = re.search(r"release ([\d.]+)", text)
    return found[1] if found else ""
