"""The zygote: a warm, single-threaded server that forks one confined child per job.

Started by exec with a clean environment. It holds nothing but the standard library, numpy, the compiled scorers and the families' public
objectives: every candidate can read all of its memory. Messages are JSON over one SOCK_SEQPACKET pair, descriptors travel beside them.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from types import CodeType, ModuleType
from typing import Any, TextIO

MAX_MESSAGE = 1 << 16
READY = b"R"
PRELOAD = [
    "numpy",
    "numpy.linalg",
    "numpy.random",
    "numpy.fft",
    "math",
    "cmath",
    "random",
    "heapq",
    "bisect",
    "itertools",
    "functools",
    "collections",
    "operator",
    "time",
    "json",
    "re",
    "struct",
    "string",
    "copy",
    "dataclasses",
    "typing",
    "enum",
    "abc",
    "inspect",
    "array",
    "fractions",
    "decimal",
    "statistics",
    "contextlib",
    "io",
    "ctypes",
]
FORBIDDEN = (
    " (the sandbox allows no processes, no network and no files but the standard library, numpy and scipy; "
    "what needs more runs under sandbox=jail)"
)
NOT_READ = {"site-packages", "dist-packages", "test", "idlelib", "ensurepip", "tkinter", "turtledemo", "__pycache__"}


class Packages(importlib.abc.MetaPathFinder):
    """Finds the named packages in their folders, so that no folder of installed packages has to be on sys.path."""

    def __init__(self, folders: Mapping[str, str]) -> None:
        self.folders = folders

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> importlib.machinery.ModuleSpec | None:
        if (folder := self.folders.get(name)) is None:
            return None
        return importlib.util.spec_from_file_location(name, f"{folder}/__init__.py", submodule_search_locations=[folder])


def readable(packages: Mapping[str, str]) -> list[str]:
    """What a candidate may read: the standard library's entries and the packages' folders, one by one."""
    paths = []
    for folder in sys.path:
        if os.path.isdir(folder):
            paths += [f"{folder}/{name}" for name in os.listdir(folder) if name not in NOT_READ]
    for folder in packages.values():
        paths += [path for path in (folder, f"{folder}.libs") if os.path.isdir(path)]
    return [path for path in (*paths, "/dev/urandom", "/dev/zero") if os.path.exists(path)]  # a distribution may have dangling links


class Server:
    """State of the zygote: the prepared confinement and the compiled objectives."""

    def __init__(
        self,
        connection: socket.socket,
        packages: Mapping[str, str],
        extensions: Mapping[str, str],
        imports: Sequence[str],
        walls: Mapping[str, Any],
    ) -> None:
        self.connection = connection
        self.objectives: dict[str, CodeType] = {}
        sys.meta_path.append(Packages(packages))
        for name in (*PRELOAD, *imports):
            importlib.import_module(name)
        for name, file in extensions.items():
            sys.modules[name] = _extension(file)
        importlib.util.find_spec("no_such_module")  # every finder lists its folder now; candidates may read but not list it
        from . import confine, frame, landlock, runner, seccomp, timed

        self.confine, self.frame, self.landlock, self.runner, self.seccomp = confine, frame, landlock, runner, seccomp
        self.timed = timed
        runner.replace_entropy()
        self.null = os.open("/dev/null", os.O_RDONLY)
        abi = walls["abi"] or landlock.abi()
        self.rules = landlock.ruleset(readable(packages), ["/dev/null"], version=abi) if walls["landlock"] else None
        self.filter = seccomp.assemble() if walls["seccomp"] else None
        self.alone = seccomp.assemble(threads=False) if walls["seccomp"] else None  # of children whose calls are timed
        self.walls = " ".join(([f"landlock{abi}"] if walls["landlock"] else []) + (["seccomp"] if walls["seccomp"] else []))
        self.mapped = confine.mapped_bytes()

    def serve(self) -> None:
        """Answer messages until the engine closes its end."""
        self.connection.send(json.dumps({"ready": os.getpid(), "threads": len(os.listdir("/proc/self/task"))}).encode())
        gc.collect()
        gc.disable()
        gc.freeze()
        while True:
            data, descriptors, _, _ = socket.recv_fds(self.connection, MAX_MESSAGE, 6)
            if not data:
                return
            message = json.loads(data)
            if message["op"] == "objective":
                source = _content(descriptors[0])
                self.objectives[message["id"]] = compile(source, "<objective>", "exec")
                os.close(descriptors[0])
            else:
                self.job(message, *descriptors)

    def job(self, message: Mapping[str, Any], request: int, result: int, log: int, *timing: int) -> None:
        """Fork the child, hand its pidfd to the engine, wait for its end and report it.

        timing: bell, inputs and outputs of a child whose calls are timed (timed.py).
        """
        started = time.monotonic()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                self.child(message, parent, request, result, log, *timing)
            except BaseException as error:  # never back into the server's loop
                os.write(2, f"child: {error!r}\n".encode(errors="backslashreplace")[:1000])
            finally:
                os._exit(1)
        for descriptor in (request, result, log, *timing):
            os.close(descriptor)
        handle = os.pidfd_open(pid)
        socket.send_fds(self.connection, [json.dumps({"pid": pid}).encode()], [handle])
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        poll.register(self.connection, select.POLLIN)
        ready = dict(poll.poll())
        if handle not in ready:  # nothing is due on the connection during a job: the engine is gone
            signal.pidfd_send_signal(handle, signal.SIGKILL)
            os.waitpid(pid, 0)
            os._exit(0)
        _, status, usage = os.wait4(pid, 0)
        if self.filter is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)  # without a filter children can leave processes behind
        os.close(handle)
        ended = {
            "exit": os.waitstatus_to_exitcode(status),
            "seconds": time.monotonic() - started,
            "cpu_s": usage.ru_utime + usage.ru_stime,
            "system_s": usage.ru_stime,
            "max_rss_mb": usage.ru_maxrss / 1024,
            "faults": usage.ru_minflt + usage.ru_majflt,
            "switches": usage.ru_nvcsw + usage.ru_nivcsw,
            "walls": self.walls,
        }
        self.connection.send(json.dumps(ended).encode())

    def child(self, message: Mapping[str, Any], parent: int, request: int, result: int, log: int, *timing: int) -> None:
        """Confine this process and run the job; never returns."""
        confine = self.confine
        confine.die_with_parent(parent)
        data = _content(request)
        windows = self.timed.Windows(*timing[1:]) if timing else None
        confine.limit(message["cpu_s"], self.mapped + message["memory_bytes"])
        if self.walls:
            confine.drop_privileges()
        if self.rules is not None:
            self.landlock.restrict(self.rules)
        confine.set_descriptors(timing[0] if timing else self.null, result, log)
        rules = self.alone if timing else self.filter
        if rules is not None:
            self.seccomp.install(self.seccomp.for_process(rules, os.getpid()))
        gc.enable()
        self.runner.send(confine.RESULT, READY)  # confined: from here on the candidate answers for what happens
        sys.stdin, sys.stdout, sys.stderr = (_stream(fd) for fd in (0, 1, 2))
        job, hint = self.frame.decode(data), FORBIDDEN if self.walls else ""
        frame = self.runner.execute(job, self.objectives, hint) if windows is None else self.timed.serve(job, windows, hint)
        self.runner.send(confine.RESULT, frame)
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(0)


def _extension(file: str) -> ModuleType:
    """A compiled module, loaded now: the child can't read its file."""
    name = os.path.basename(file).partition(".")[0]  # the loader looks for PyInit_<name>
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _stream(descriptor: int) -> TextIO:
    return open(descriptor, "w" if descriptor else "r", encoding="utf-8", errors="backslashreplace", closefd=False)


def _content(descriptor: int) -> bytes:
    return os.pread(descriptor, os.fstat(descriptor).st_size, 0)


def main(
    descriptor: int, packages: Mapping[str, str], extensions: Mapping[str, str], imports: Sequence[str], walls: Mapping[str, Any]
) -> None:
    """Serve on an inherited socket. packages: name -> folder. extensions: name -> compiled file, loaded before any candidate runs,
    as are the modules `imports`. walls: `landlock`, `seccomp` (bool), `abi` (of Landlock; None: this kernel's)."""
    Server(socket.socket(fileno=descriptor), packages, extensions, imports, walls).serve()
