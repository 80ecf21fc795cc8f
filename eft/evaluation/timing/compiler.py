"""Makes a shared library of one C or C++ file with the system's compiler, which sees the toolchain and nothing else of the machine.

Where bubblewrap works, the compiler runs in a jail: scratch in memory, no network, no host folder at all; the library comes back through a
pipe. Elsewhere rlimits, Landlock (toolchain folders, one temporary folder) and seccomp (no sockets) hold it. `confinement` says which.
"""

from __future__ import annotations

import glob
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from eft.evaluation.sandbox import child, jail
from eft.evaluation.sandbox.bubblewrap import View
from eft.evaluation.sandbox.cell import CellLost, Order
from eft.evaluation.sandbox.cell import run as run_cell
from eft.evaluation.sandbox.child import jail_filter
from eft.evaluation.sandbox.child.jailed import PROCESSES
from eft.evaluation.sandbox.exchange import Ended, Kill
from eft.evaluation.timing.harness import BOOT, FLAGS, Rejected, missing
from eft.types import InfrastructureError, UserError

MAX_SOURCE = 1 << 20  # bytes
CPU_S, WALL_S = 20, 40.0
MEMORY_BYTES = 2 << 30
FILE_BYTES = 16 << 20
OPTIONS = (
    "-O3", "-march=native", "-fPIC", "-shared", "-fno-math-errno", "-fno-strict-aliasing", "-fmax-errors=1", "-w",
    "-Wl,-z,defs", "-Wl,-z,noexecstack", "-Wl,-z,now",
)  # fmt: skip
TOOLCHAIN = ("/usr/bin", "/usr/include", "/usr/lib/gcc*", "/usr/libexec/gcc*", "/usr/lib/llvm-*", "/usr/lib/clang*", "/usr/lib64",
             "/usr/lib/*-linux-gnu*", "/lib64", "/lib/*-linux-gnu*", "/lib/ld-*", "/usr/lib/*.so*", "/etc/ld.so.cache")  # fmt: skip
SCRIPT = f"""
ulimit -c 0; ulimit -f {FILE_BYTES // 512}; ulimit -v {MEMORY_BYTES // 1024}; ulimit -p {PROCESSES} 2>/dev/null || ulimit -u {PROCESSES}
"$@" >&2 && exec cat /tmp/kernel.so
"""
INSIDE = Path("/tmp")  # noqa: S108 # in the jail, a file system of its own
LANGUAGES = {".c": ("c", "gnu17", ("cc", "gcc", "clang")), ".cpp": ("c++", "gnu++20", ("c++", "g++", "clang++"))}


def compiler(suffix: str) -> str:
    """Path of the compiler for files with this suffix. Raises UserError if there is none."""
    names = LANGUAGES[suffix][2]
    for name in names:
        for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
            path = shutil.which(name, path=folder)
            if path and Path(path).resolve().name != "ccache":  # a cache would want a folder of its own
                return path
    raise UserError(f"no {LANGUAGES[suffix][0].upper()} compiler on this machine (looked for {', '.join(names)}); install one, e.g. gcc")


def compile_kernel(source: Path, entry: str, folder: Path) -> Path:
    """The library of `source` (.c or .cpp) and `entry`, C text that calls it, made in the empty private `folder`.

    Raises UserError for a file that is no C or C++ source, or without a compiler; Rejected, in one line, when it does not compile.
    """
    if lack := missing():
        raise UserError(f"timer: {lack}")
    if source.suffix not in LANGUAGES:
        raise UserError(f"{source.name}: expected a file ending in {' or '.join(LANGUAGES)}")
    try:
        text = source.read_bytes()
    except OSError as error:
        raise UserError(f"{source}: {error.strerror}") from error
    if len(text) > MAX_SOURCE:
        raise Rejected(f"the source has more than {MAX_SOURCE} bytes")
    library = folder / "kernel.so"
    jailed = confinement() == "jail"
    files = {f"kernel{source.suffix}": text, "entry.c": entry.encode()}
    complaint = _run_jailed(source.suffix, files, library) if jailed else _run_here(source.suffix, files, folder)
    if complaint or not library.is_file():
        raise Rejected(f"does not compile: {complaint or 'no library was made'}")
    return library


def confinement() -> str:
    """What holds a compiler on this machine: `jail` or `landlock`. Part of the record of a measurement."""
    return "landlock" if jail.missing() else "jail"


def _command(suffix: str, folder: Path) -> list[str]:
    language, standard, _ = LANGUAGES[suffix]
    command = [compiler(suffix), *OPTIONS, "-x", language, f"-std={standard}", str(folder / f"kernel{suffix}")]
    return [*command, "-x", "c", "-std=gnu17", str(folder / "entry.c"), "-o", str(folder / "kernel.so"), "-lm"]


def _run_jailed(suffix: str, files: Mapping[str, bytes], library: Path) -> str:
    """Compile in a jail and write the library; the first complaint, or nothing."""
    command = _command(suffix, INSIDE)
    prefix = str(Path(command[0]).resolve().parent.parent)
    view = View(
        files={} if prefix == "/usr" else {prefix: prefix},  # a compiler installed under a prefix of its own
        contents={str(INSIDE / name): data for name, data in files.items()},
        python=False,
    )
    order = Order(
        command=["/bin/sh", "-c", SCRIPT, "sh", *command], view=view, filter=jail_filter.jail(), environment=jail.SURROUNDINGS | {"LC_ALL": "C"},
        cpu_s=CPU_S, wall_s=WALL_S, memory_bytes=MEMORY_BYTES, result_bytes=FILE_BYTES,
    )  # fmt: skip
    try:
        ended = run_cell(order)
    except CellLost as error:
        raise InfrastructureError(f"compiler: {error}") from error
    if complaint := _jailed_complaint(ended):
        return complaint
    library.write_bytes(ended.result)
    return ""


def _jailed_complaint(ended: Ended) -> str:
    if ended.kill is Kill.WALL:
        return f"took longer than {WALL_S:g} s"
    if ended.kill is Kill.OUTPUT:
        return f"the library has more than {FILE_BYTES >> 20} MB"
    if ended.exit == 0:
        return ""
    status = -signal.SIGXCPU if ended.kill is Kill.CPU else ended.exit
    return _first_complaint(ended.log[: 1 << 16].decode("utf-8", "replace"), INSIDE, status)


def _run_here(suffix: str, files: Mapping[str, bytes], folder: Path) -> str:
    """Compile in the machine's own namespaces, confined; the first complaint, or nothing."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    command = _command(suffix, folder)
    programs = [path for pattern in TOOLCHAIN for path in glob.glob(pattern)]
    home = Path(command[0]).resolve().parent
    if not any(home.is_relative_to(path) for path in programs):
        programs.append(str(home.parent))  # a compiler installed under a prefix of its own
    job = {
        "parent": os.getpid(), "command": command, "programs": programs, "readable": [], "folder": str(folder),
        "cpu_s": CPU_S, "memory_bytes": MEMORY_BYTES, "file_bytes": FILE_BYTES,
    }  # fmt: skip
    boot = BOOT.replace("kernel", "compile")
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C", "LC_ALL": "C", "TMPDIR": str(folder), "PYTHONUTF8": "1"}
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *FLAGS, "-c", boot, str(Path(child.__file__).parent), json.dumps(job)],
            env=environment, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        )  # fmt: skip
        try:
            status = process.wait(WALL_S)
        except subprocess.TimeoutExpired:
            return f"took longer than {WALL_S:g} s"
        finally:
            _end(process)
    with log.open("rb") as lines:
        return "" if status == 0 else _first_complaint(lines.read(1 << 16).decode("utf-8", "replace"), folder, status)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the whole session: the compiler's own children too."""
    try:
        os.killpg(process.pid, signal.SIGKILL)  # the child made itself leader of a session
    except ProcessLookupError:
        process.kill()
    process.wait()


def _first_complaint(text: str, folder: Path, status: int) -> str:
    lines = [line.replace(f"{folder}/", "").strip() for line in text.splitlines()]
    wanted = [line for line in lines if "error" in line.lower() or "undefined" in line] or [line for line in lines if line]
    if status in (-signal.SIGXCPU, -signal.SIGKILL) or "CPU time limit" in text or "Killed" in text:
        return f"the compiler used more than {CPU_S} s or {MEMORY_BYTES >> 20} MB"
    line = wanted[0] if wanted else f"the compiler ended with status {status}"
    return "".join(c if c.isprintable() else "?" for c in line)[:300]
