"""The `zygote` sandbox: a pool of warm servers, each forking one confined child per job."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import queue
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eft.evaluation.sandbox import child, verdict
from eft.evaluation.sandbox.child import frame
from eft.evaluation.sandbox.exchange import Ended, ServerLost, exchange, receive, sealed
from eft.evaluation.sandbox.protocol import Call, Job, Result
from eft.types import InfrastructureError, Status

PACKAGES = ("numpy", "scipy")  # what candidates may import beside the standard library
# Loaded beforehand for programs that name scipy: importing scipy.optimize takes a child 0.8 s, a fork that has it 4 ms more than one that has not.
SCIENCE = ("scipy.optimize", "scipy.spatial", "scipy.special", "scipy.linalg", "scipy.sparse")
RECYCLE_JOBS = 5000
TRIES = 3  # a job that the machine failed is run at most this often
BOOT_S = 60.0
BOOT = (
    "import sys, types, json; p = types.ModuleType('eft_sandbox'); p.__path__ = [sys.argv[1]]; sys.modules['eft_sandbox'] = p; "
    "from eft_sandbox import server; server.main(int(sys.argv[2]), *map(json.loads, sys.argv[3:7]))"
)
# As isolated mode (-I), but with the environment read: it holds only what stands here, and PYTHONHASHSEED makes sets repeat.
FLAGS = ("-P", "-s", "-S", "-B")
ENVIRONMENT = {
    "PATH": "/nonexistent", "LANG": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1",
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
}  # fmt: skip


@dataclass(frozen=True)
class Walls:
    """What stands around a child: everything, but in the `unsafe` sandbox and where an experiment shows what each wall is for.

    abi: Landlock's rules as a kernel of this ABI would take them (None: this kernel's). No setting of a run leads here.
    """

    landlock: bool = True
    seccomp: bool = True
    abi: int | None = None


ALL_WALLS = Walls()


@dataclass(frozen=True)
class Packed:
    """A job on the wire: the request frame and the objectives it names."""

    request: bytes
    objectives: Mapping[str, str]


def pack(job: Job) -> Packed:
    """Inputs and objectives that several calls share travel once."""
    inputs: dict[int, int] = {}
    tables: list[Mapping[str, Any]] = []
    objectives: dict[str, str] = {}
    calls = []
    for call in job.calls:
        if id(call.inputs) not in inputs:
            inputs[id(call.inputs)] = len(tables)
            tables.append(call.inputs)
        calls.append(_call(call, inputs[id(call.inputs)], objectives))
    source = job.source.encode("utf-8", "backslashreplace").decode()  # a lone surrogate is the candidate's syntax error, not ours
    tree = {"source": source, "inputs": tables, "calls": calls, "output_bytes": job.limits.output_mb << 20}
    try:
        return Packed(frame.encode(tree), objectives)
    except frame.FrameError as error:  # the inputs are the task's, so this is ours
        raise InfrastructureError(f"sandbox: inputs of solve: {error}") from error


def _call(call: Call, inputs: int, objectives: dict[str, str]) -> dict[str, Any]:
    name = None
    if call.objective is not None:
        name = hashlib.sha256(call.objective.encode()).hexdigest()
        objectives[name] = call.objective
    return {
        "inputs": inputs, "seed": call.seed, "cpu_s": call.cpu_s, "objective": name,
        "calls": call.calls, "centre": call.centre, "spread": call.spread,
    }  # fmt: skip


def package_folders() -> dict[str, str]:
    """Where the candidates' packages lie; scipy only if it is installed."""
    found = {name: importlib.util.find_spec(name) for name in PACKAGES}
    return {name: str(Path(spec.origin).parent) for name, spec in found.items() if spec is not None and spec.origin is not None}


def extension_files() -> dict[str, str]:
    """The compiled scorers under the name by which candidates import them for their inner loops: code without answers or instances."""
    spec = importlib.util.find_spec("eft._scorers")
    if spec is None or spec.origin is None:
        raise InfrastructureError("sandbox: the extension eft._scorers is not built; run `make venv`")
    return {"eft_scorers": spec.origin}


def import_set(source: str) -> tuple[str, ...]:
    """Modules that the server for this program has loaded. What a program imports beyond that, it loads itself."""
    return SCIENCE if "scipy" in source and importlib.util.find_spec("scipy") is not None else ()


class Zygote:
    """One server process and our end of its socket. imports: modules that it loads beside those every server has."""

    def __init__(self, walls: Walls, imports: Sequence[str] = ()) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        folder = str(Path(child.__file__).parent)
        with theirs:
            loaded = (package_folders(), extension_files(), imports, asdict(walls))
            arguments = (folder, str(theirs.fileno()), *map(json.dumps, loaded))
            self.process = subprocess.Popen(
                [sys.executable, *FLAGS, "-c", BOOT, *arguments],
                env=ENVIRONMENT, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                pass_fds=(theirs.fileno(),), start_new_session=True,
            )  # fmt: skip
        self.connection = ours
        self.known: set[str] = set()
        self.jobs = 0
        try:
            ready, _ = receive(ours, BOOT_S)
            if ready.get("threads") != 1:
                raise ServerLost(f"the zygote has {ready.get('threads')} threads; forking it would not be safe")
        except ServerLost as error:
            raise ServerLost(f"{error}: {self.close()[-500:]}") from error

    def run(self, packed: Packed, job: Job) -> Ended:
        """One job; raises ServerLost."""
        self.jobs += 1
        for name, source in packed.objectives.items():
            if name not in self.known:
                self._teach(name, source)
        limits = job.limits
        return exchange(
            self.connection,
            packed.request,
            cpu_s=limits.cpu_s,
            wall_s=limits.wall_s,
            memory_bytes=limits.memory_mb << 20,
            result_bytes=(limits.output_mb << 20) + 1,
        )

    def _teach(self, name: str, source: str) -> None:
        descriptor = sealed(source.encode())
        try:
            socket.send_fds(self.connection, [json.dumps({"op": "objective", "id": name}).encode()], [descriptor])
        except OSError as error:
            raise ServerLost(f"sending an objective: {error}") from error
        finally:
            os.close(descriptor)
        self.known.add(name)

    def close(self) -> str:
        """End the server and whatever runs in it; returns what it wrote to its error stream."""
        self.connection.close()
        self.process.kill()
        _, errors = self.process.communicate()
        return errors.decode("utf-8", "replace")


class Worker:
    """One place in the pool: a server for each import set, started when needed, recycled after `recycle_jobs`; all end on any surprise."""

    def __init__(self, walls: Walls, recycle_jobs: int) -> None:
        self.walls, self.recycle_jobs = walls, recycle_jobs
        self.servers: dict[tuple[str, ...], Zygote] = {}

    def run(self, packed: Packed, job: Job, *, excuse: bool) -> Result:
        """One try of one job; raises ServerLost or Unconfined."""
        imports = import_set(job.source)
        try:
            if imports not in self.servers:
                self.servers[imports] = Zygote(self.walls, imports)
            server = self.servers[imports]
            result = verdict.result(server.run(packed, job), job.limits, len(job.calls), excuse=excuse)
        except BaseException:  # only to close what was opened; it is raised on
            self.close()
            raise
        if server.jobs >= self.recycle_jobs:
            self.servers.pop(imports).close()
        return result

    def close(self) -> None:
        for server in self.servers.values():
            server.close()
        self.servers = {}


class ZygoteSandbox:
    """A pool of `workers` zygotes for any number of threads. Without all its walls it bears the name `unsafe`."""

    def __init__(self, workers: int = 1, *, walls: Walls = ALL_WALLS, recycle_jobs: int = RECYCLE_JOBS) -> None:
        self.name = "zygote" if walls == ALL_WALLS else "unsafe"
        self.walls = walls
        self.workers = tuple(Worker(walls, recycle_jobs) for _ in range(workers))
        self._free: queue.LifoQueue[Worker] = queue.LifoQueue()  # last in, first out: a lightly used pool keeps few servers
        for worker in self.workers:
            self._free.put(worker)

    def run(self, job: Job) -> Result:
        """Run one job; blocks until a server is free. Jobs that the machine failed are run again, three times at most."""
        packed = pack(job)
        worker = self._free.get()
        try:
            return self._run(worker, packed, job)
        finally:
            self._free.put(worker)

    def _run(self, worker: Worker, packed: Packed, job: Job) -> Result:
        for left in reversed(range(TRIES)):
            try:
                result = worker.run(packed, job, excuse=left > 0)
            except (ServerLost, verdict.Unconfined) as error:
                failure = error
            else:
                if result.status is not Status.INFRA:
                    return result
        raise InfrastructureError(f"sandbox {self.name}: {failure}")

    def close(self) -> None:
        """End all servers; waits for jobs that run."""
        for worker in [self._free.get() for _ in self.workers]:
            worker.close()
            self._free.put(worker)
