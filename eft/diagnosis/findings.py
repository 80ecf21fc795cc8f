"""From facts to findings: what is there, what its lack costs the user, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from eft.diagnosis.facts import Facts
from eft.search.disk import NETWORK, wal_reset_bug

State = Literal["ok", "warning", "missing"]
GB = 1_000_000_000
VOLATILE = frozenset({"tmpfs", "ramfs"})
FAST_CLOCKS = frozenset({"tsc", "kvm-clock", "arch_sys_counter", "hyperv_clocksource_tsc_page"})
FREE_BYTES, FREE_MEMORY_BYTES, OPEN_FILES = 2 * GB, 2 * GB, 512
NOT_LINUX = "programs can only be run on Linux; use a Linux machine, virtual machine or container"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. found: what there is; costs: what its lack means for the user; remedy: what to do (both empty if all is well).

    needed: without it the default commands do not work.
    """

    name: str
    state: State
    found: str
    costs: str = ""
    remedy: str = ""
    needed: bool = False


def judge(facts: Facts) -> list[Finding]:
    """All findings, in the order in which people want them."""
    return [*_sandboxes(facts), *_walls(facts), *_computing(facts), *_libraries(facts), *_storage(facts)]


def fit(findings: list[Finding]) -> bool:
    """Whether everything that the default commands need is there."""
    return not any(one.needed and one.state == "missing" for one in findings)


def _sandboxes(f: Facts) -> Iterator[Finding]:
    lack = f.zygote or (f.trial or "")
    if lack:
        remedy = "use Linux 5.13 or later with Landlock and seccomp enabled (containers: a recent default profile)"
        yield Finding("sandbox zygote", "missing", lack, "evolve, score, collect, compare and demo refuse to run programs", remedy, True)
    else:
        yield Finding("sandbox zygote", "ok", "holds" if f.trial is not None else "available, not tried out", needed=True)
    if f.jail:
        costs = "no tasks with compilers, kernels in a jail or folders of foreign evaluators"
        yield Finding("sandbox jail", "missing", f.jail, costs, "install bubblewrap and allow user namespaces; see below")
    else:
        yield Finding("sandbox jail", "ok", f.jail_walls)


def _walls(f: Facts) -> Iterator[Finding]:
    if f.landlock_abi == 0:
        found, remedy = ("not there", NOT_LINUX) if f.system != "Linux" else ("not in this kernel, or off", "Linux 5.13 with lsm=landlock")
        yield Finding("Landlock", "missing", found, "candidates could read files: the zygote refuses", remedy)
    elif f.landlock_abi < 6:
        costs = "signals and abstract sockets are kept in by seccomp alone"
        yield Finding("Landlock", "warning", f"ABI {f.landlock_abi}", costs, "Linux 6.12 brings ABI 6")
    else:
        yield Finding("Landlock", "ok", f"ABI {f.landlock_abi}")
    if f.seccomp:
        yield Finding("seccomp", "ok", "filters work")
    else:
        remedy = NOT_LINUX if f.system != "Linux" else "a kernel with CONFIG_SECCOMP_FILTER on x86_64 or aarch64"
        yield Finding("seccomp", "missing", "no filters", "system calls cannot be held back: the zygote refuses", remedy)
    if f.namespaces:
        remedy = "sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone=1; Ubuntu: an AppArmor profile for bwrap; not in Docker"
        yield Finding("user namespaces", "missing", f.namespaces, "no jail; the zygote does not need them", remedy)
    else:
        yield Finding("user namespaces", "ok", "can be made")
    missing = [name for name in ("memory", "pids") if name not in f.cgroup_writable]
    if missing:
        found = f"{f.cgroup or 'none'}, {' and '.join(missing)} not writable"
        costs = "the jail bounds each process's memory, not that of all together; the zygote does not need them"
        yield Finding("cgroups", "warning", found, costs, "run below `systemd-run --user --scope -p Delegate=yes`, or in a job's own group")
    else:
        yield Finding("cgroups", "ok", f"{f.cgroup}, memory and pids writable")
    if not f.bwrap:
        yield Finding("bubblewrap", "missing", "not installed", "no jail", "apt install bubblewrap (dnf, pacman: the same name)")
    elif f.bwrap_trial:
        yield Finding("bubblewrap", "missing", f"{f.bwrap}, fails: {f.bwrap_trial}", "no jail", "allow user namespaces")
    else:
        yield Finding("bubblewrap", "ok", f"{f.bwrap}, works")


def _computing(f: Facts) -> Iterator[Finding]:
    found = f"{f.cores} usable of {f.all_cores}{', two threads to a core' if f.smt else ''}"
    if f.cores < 2:
        yield Finding("cores", "warning", found, "searching and judging wait for each other", "workers=1; more cores, or a wider affinity")
    elif f.smt:
        yield Finding(
            "cores", "warning", found, "kernel timings are disturbed by the other thread", "for `eft kernel`: switch SMT off, or pin"
        )
    else:
        yield Finding("cores", "ok", found)
    sizes = f"{f.memory / GB:.1f} GB, {f.memory_free / GB:.1f} GB free"
    if f.memory_free < FREE_MEMORY_BYTES:
        yield Finding("memory", "warning", sizes, "candidates may use 1 GB each by default", "workers=1, or end other programs")
    else:
        yield Finding("memory", "ok", sizes)
    if not f.simd:
        remedy = "pip install . with a C++20 compiler"
        yield Finding("compiled scorers", "missing", "not built", "no task can be scored", remedy, True)
    elif f.simd == ("portable",):
        costs = "the same scores, several times slower"
        yield Finding("compiled scorers", "warning", "portable code only", costs, "a processor with AVX2, or a native build")
    else:
        yield Finding("compiled scorers", "ok", f"use {f.simd[-1]}; known here: {', '.join(f.simd)}")
    if f.gxx:
        yield Finding("g++", "ok", f.gxx)
    else:
        yield Finding("g++", "missing", "not installed", "no `eft kernel`, no build from source", "apt install g++")
    if f.gpus:
        yield Finding("GPU", "ok", "; ".join(f.gpus))
    else:
        yield Finding("GPU", "missing", "none seen by nvidia-smi", "training and local models run on the CPU", "a CUDA GPU with its driver")
    if f.nvcc:
        yield Finding("nvcc", "ok", f.nvcc)
    else:
        yield Finding("nvcc", "missing", "not installed", "no CUDA kernels are compiled", "the CUDA toolkit, if you need it")
    if f.clock in FAST_CLOCKS:
        yield Finding("clock", "ok", f.clock)
    else:
        costs = "timings of kernels are coarse and slow to take"
        yield Finding("clock", "warning", f.clock or "unknown", costs, "boot with clocksource=tsc where the processor has a steady one")


def _libraries(f: Facts) -> Iterator[Finding]:
    yield Finding("Python", "ok", f"{f.python} on {f.system} {f.kernel}")
    costs = {
        "numpy": "nothing works",
        "scipy": "programs that import scipy fail",
        "torch": "no `eft fit`, no local models",
        "transformers": "no `eft fit`, no local models, no SGLang client",
        "lightning": "no `eft fit`",
        "peft": "no LoRA adapters",
        "sglang": "no server can be launched with this Python; servers elsewhere, or from an environment of their own, can be used",
        "ray": "evaluation stays on this machine",
    }
    for name, what in costs.items():
        if name in f.packages:
            yield Finding(name, "ok", f.packages[name])
        else:
            remedy = "an environment of its own (it pins torch) and backend.launch_python=…" if name == "sglang" else f"pip install {name}"
            yield Finding(name, "missing", "not installed", what, remedy, needed=name == "numpy")


def _storage(f: Facts) -> Iterator[Finding]:
    found = ".".join(map(str, f.sqlite))
    if wal_reset_bug(f.sqlite):
        costs = "a rare race of two connections can lose commits (fixed in 3.51.3); eft writes through one only"
        yield Finding(
            "SQLite", "warning", found, costs, "do not write to run.db with other programs; a Python with SQLite 3.51.3, 3.50.7 or 3.44.6"
        )
    else:
        yield Finding("SQLite", "ok", found)
    name = f"run folder {f.folder}"
    if f.folder_trouble:
        yield Finding(name, "missing", f.folder_trouble, "runs cannot be stored", "another folder: out=", True)
    elif f.filesystem in NETWORK:
        costs = "SQLite's locks and log do not hold on network file systems: runs may be damaged"
        yield Finding(name, "warning", f.filesystem, costs, "a local disk: out=/local/…; copy the folder when the run has ended")
    elif f.filesystem in VOLATILE:
        yield Finding(name, "warning", f.filesystem, "gone after a restart of the machine", "a disk: out=…")
    elif f.free < FREE_BYTES:
        yield Finding(name, "warning", f"{f.filesystem}, {f.free / GB:.1f} GB free", "runs pause when the disk is full", "make room")
    else:
        yield Finding(name, "ok", f"{f.filesystem or 'unknown file system'}, {f.free / GB:.0f} GB free")
    if f.open_files < OPEN_FILES:
        yield Finding("open files", "warning", str(f.open_files), "many workers or requests at once may fail", "ulimit -n 4096")
    else:
        yield Finding("open files", "ok", str(f.open_files))
