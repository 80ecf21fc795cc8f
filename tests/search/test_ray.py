"""Two real agents on Ray, on 127.0.0.1: what reaches them, what does not, and what happens when they are killed or stopped."""

from __future__ import annotations

import asyncio
import gc
import importlib.util
import os
import signal
import socket
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from eft.evaluation.tasks import find
from eft.search.archives.best import Best
from eft.search.engine import Engine, Flow
from eft.search.executors._cluster import turns_strangers_away
from eft.search.executors._protocol import Purpose, Setup, WorkerLost
from eft.search.executors._recipe import JudgeRecipe
from eft.search.executors.ray import Ray
from eft.search.plan import Search
from eft.search.store import Store
from eft.types import Evaluator, Outcome, Status, Task, UserError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="needs the extra `ray`"),  # not imported: that is for the executor
    # Ray's own: it leaves streams of the processes that it ends to the garbage collector, and announces changes of its defaults.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::FutureWarning", "ignore::DeprecationWarning"),
]
TASK = "codes/labs/n=66"
KEY = "sk-canary-5f1c"


@dataclass(frozen=True)
class Rough:
    """The real sandbox, but for a program that names a deed: `#kill` ends the agent, `#environment` tells what the agent sees."""

    recipe: JudgeRecipe

    def __call__(self, workers: int, purpose: Purpose) -> Evaluator:
        return RoughEvaluator(self.recipe(workers, purpose))


@dataclass
class RoughEvaluator:
    inner: Evaluator

    @property
    def profile(self) -> str:
        return self.inner.profile

    def version(self, task: Task) -> str:
        return self.inner.version(task)

    def evaluate(self, task: Task, source: str, *, seeds: Sequence[int] | None = None) -> Outcome:
        if "#kill" in source:
            os.kill(os.getpid(), signal.SIGKILL)
        if "#environment" in source:
            return Outcome(Status.OK, score=1.0, reason=repr(sorted(os.environ.items())))
        return self.inner.evaluate(task, source, seeds=seeds)

    def close(self) -> None:
        self.inner.close()


@dataclass
class Running:
    """The executor, what it reported, and the event loop that it belongs to."""

    executor: Any
    audits: list[tuple[str, Any]]
    loop: asyncio.AbstractEventLoop

    def pids(self) -> list[int]:
        crew = self.executor._crew
        return [crew._hellos[name].pid for name in crew._agents if name in crew._hellos]

    def lost(self) -> int:
        return sum(kind == "lost" for kind, _ in self.audits)


@pytest.fixture(scope="module")
def two() -> Iterator[Running]:
    """One cluster for all tests of this file: starting it takes most of the time."""
    Rough.__module__ = RoughEvaluator.__module__ = "nowhere"  # so they travel whole: agents cannot import a test
    os.environ["OPENAI_API_KEY"] = KEY
    audits: list[tuple[str, Any]] = []
    recipe = Rough(JudgeRecipe("sandbox", "cheap", "zygote", "eft"))
    executor = Ray(agents=2, lease_s=3).build(Setup(recipe, 1, audit=lambda kind, data: audits.append((kind, data))))
    loop = asyncio.new_event_loop()
    try:
        yield Running(executor, audits, loop)
    finally:
        executor.close()
        loop.close()
        del os.environ["OPENAI_API_KEY"]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # Ray ends its processes, but does not wait for them
            gc.collect()


def judge(two: Running, *sources: str) -> list[Any]:
    async def all_of() -> list[Any]:
        return await asyncio.gather(*(two.executor.evaluate(find(TASK), source) for source in sources), return_exceptions=True)

    return two.loop.run_until_complete(all_of())


def program(note: str = "") -> str:
    return f"{find(TASK).initial}\n# {note}\n"


def listeners(pids: set[str]) -> set[str]:
    """Addresses on which processes listen, as in /proc/net/tcp: hexadecimal, the bytes of a word backwards."""
    inodes = set()
    for pid in pids:
        for entry in Path(f"/proc/{pid}/fd").glob("*"):
            try:
                inodes.add(os.readlink(entry).removeprefix("socket:[").removesuffix("]"))
            except OSError:
                continue
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and words[9] in inodes:
                found.add(words[1].partition(":")[0])
    return found


def descendants(root: int) -> set[str]:
    """Process ids of a tree."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[folder.name] = (folder / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
    found, grown = {str(root)}, True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        found, grown = found | more, bool(more)
    return found


def test_two_agents_judge_as_this_process_does(two: Running) -> None:
    assert (two.executor.profile, two.executor.slots("ordinary"), two.executor.slots("timing")) == ("cheap/zygote", 2, 0)
    here = JudgeRecipe("sandbox", "cheap", "zygote", "eft")(1, "search")
    sources = [program(), "def solve(): return 1", "not python"]
    expected = [here.evaluate(find(TASK), source) for source in sources]
    here.close()
    found = judge(two, *sources)
    assert [(o.status, o.score, o.scores, o.profile) for o in found] == [(o.status, o.score, o.scores, o.profile) for o in expected]


def test_everything_listens_on_loopback(two: Running) -> None:
    found = listeners(descendants(os.getpid()))
    assert found
    assert found <= {"0100007F", "0000000000000000FFFF00000100007F"}  # 127.0.0.1, and the same in six words


def test_a_stranger_is_not_let_in(two: Running) -> None:
    """Another process of this machine that knows the address but not the token."""
    assert turns_strangers_away(two.executor._crew._cluster.ray.get_runtime_context().gcs_address)


def test_agents_have_no_keys_and_candidates_see_neither_them_nor_ray(two: Running) -> None:
    agent, candidate, sockets = judge(
        two,
        program("#environment").replace("# #", "#"),
        program().replace("def solve", "import os\nraise RuntimeError(repr(sorted(os.environ.items())))\n\ndef solve"),
        program().replace("def solve", "import socket\nsocket.socket()\n\ndef solve"),
    )
    assert "RAY_" in agent.reason  # the agent is Ray's, of course
    assert KEY not in agent.reason
    assert "API_KEY" not in agent.reason
    assert candidate.status is Status.ERROR
    assert "PYTHONHASHSEED" in candidate.reason
    assert "RAY" not in candidate.reason
    assert KEY not in candidate.reason
    assert sockets.status in (Status.VIOLATION, Status.ERROR)
    assert os.environ["OPENAI_API_KEY"] == KEY
    assert not [name for name in os.environ if name.startswith("RAY_AUTH")]


def test_a_program_that_kills_agents_is_given_up_and_its_neighbours_are_judged(two: Running) -> None:
    before = two.lost()
    found = judge(two, "#kill", *(program(f"beside {n}") for n in range(4)))
    assert isinstance(found[0], WorkerLost)
    assert all(outcome.ok for outcome in found[1:])
    assert two.lost() - before >= 3
    assert len(two.pids()) >= 1


def test_a_run_goes_on_while_agents_are_killed_and_stopped(two: Running, tmp_path: Path, tweaker: Any) -> None:
    killed: list[int] = []
    backend = tweaker(nonsense=0.0)

    def text(request: Any) -> str:
        line = f"    # number {request.key}"
        return f"another note\n<<<<<<< SEARCH\n    # EVOLVE-BLOCK-START\n=======\n    # EVOLVE-BLOCK-START\n{line}\n>>>>>>> REPLACE"

    def strike(attempt: Any, live: Any, best: bool) -> None:
        if attempt.index in (6, 14, 22) and (pids := [pid for pid in two.pids() if pid not in killed]):
            killed.append(pids[0])
            os.kill(pids[0], signal.SIGSTOP if attempt.index == 14 else signal.SIGKILL)

    backend.text = text
    task = find(TASK)
    with Store(tmp_path / "run.db") as store:
        engine = Engine(store, two.executor, backend, Best(), flow=Flow(window=4, batch=2), on_attempt=strike)
        summary = two.loop.run_until_complete(engine.run([Search(task, 0, 30, marked(task.initial))]))
        log = list(store.attempts())
    assert summary.attempts == 30
    assert len(killed) == 3
    assert sorted(attempt.index for attempt in log) == list(range(31))
    assert {attempt.outcome.status for attempt in log if attempt.outcome} == {Status.OK}


def marked(source: str) -> str:
    assert "# EVOLVE-BLOCK-START" in source
    return source


def test_an_executor_in_a_process_that_uses_ray_already_is_refused(two: Running) -> None:
    with pytest.raises(UserError, match="already"):
        Ray(address=f"127.0.0.1:{free_port()}").build(Setup(JudgeRecipe("fake", "cheap", "zygote", "eft"), 1))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
