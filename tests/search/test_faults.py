"""Every step by which a run reaches the disk fails once: killed there, or refused by the disk. Nothing acknowledged is ever lost."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import signal
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import pytest

from eft.evaluation.fake import FakeEvaluator
from eft.search.archives.puct import Puct
from eft.search.disk import Disk
from eft.search.engine import Engine, Flow
from eft.search.live import Live
from eft.search.plan import Order, Planner, Prompting, Search
from eft.search.store import Store
from eft.types import Attempt, InfrastructureError

_spec = importlib.util.spec_from_file_location("search_world", Path(__file__).with_name("conftest.py"))
assert _spec is not None
assert _spec.loader is not None
world = sys.modules["search_world"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(world)

ATTEMPTS = 7  # of each of two searches
PROMPTING = Prompting(backtrack="directive", patience=1)
EIO, FULL = (sqlite3.SQLITE_IOERR_WRITE, "disk I/O error"), (sqlite3.SQLITE_FULL, "database or disk is full")
KILL = "kill"


class Breaking(Disk):
    """A disk whose `at`-th step (from 1) fails `times` times: by SIGKILL, or with an error of SQLite. Counts its steps."""

    def __init__(self, connection: sqlite3.Connection, at: int = 0, fault: Any = None, times: int = 1) -> None:
        super().__init__(connection)
        self.steps, self._at, self._fault, self._times = 0, at, fault, times

    def _step(self) -> None:
        self.steps += 1
        if self._at <= self.steps < self._at + self._times and self._at:
            if self._fault == KILL:
                os.kill(os.getpid(), signal.SIGKILL)
            error = sqlite3.OperationalError(self._fault[1])
            error.sqlite_errorcode = self._fault[0]
            raise error

    def begin(self) -> None:
        self._step()
        super().begin()

    def run(self, sql: str, values: Sequence[Any] = ()) -> None:
        self._step()
        super().run(sql, values)

    def commit(self) -> None:
        self._step()
        super().commit()
        if self._fault == KILL:
            self._step()  # also right after it, before anyone is told

    def fold(self) -> None:
        self._step()
        super().fold()


def searches() -> list[Search]:
    return [Search(world.make_task(), seed, ATTEMPTS, world.SEED) for seed in range(2)]


def session(file: Path, order: Order, said: Path, at: int = 0, fault: Any = None, times: int = 1) -> tuple[str, int]:
    """One run of the engine, as far as it comes; its history and the steps that it took. Acknowledged attempts go to `said`."""
    made: list[Breaking] = []

    def disk(connection: sqlite3.Connection) -> Breaking:
        made.append(Breaking(connection, at, fault, times))
        return made[0]

    with said.open("a") as stream:

        def acknowledged(attempt: Attempt, live: Live, best: bool) -> None:
            print(attempt.id, attempt.child, attempt.failure, file=stream, flush=True)

        with Store(file, disk=disk) as store:
            engine = Engine(
                store,
                FakeEvaluator(),
                world.Tweaker(),
                Puct(),
                flow=Flow(order, window=2, batch=2, streams=1, workers=1),
                prompting=PROMPTING,
                on_attempt=acknowledged,
            )
            history = asyncio.run(engine.run(searches())).history
    return history, made[0].steps


def steps_of_opening(folder: Path) -> int:
    """Steps before the run itself writes; a disk that is full by then is told at once, not waited for."""
    made: list[Breaking] = []
    with Store(folder / "opened.db", disk=lambda connection: made.append(Breaking(connection)) or made[0]):
        steps = made[0].steps
    (folder / "opened.db").unlink()
    return steps


def check(file: Path, order: Order, said: Path) -> None:
    """The file is sound, every acknowledged attempt is there, none twice, none beyond the budget, and replay works."""
    with Store(file) as store:
        found = list(store.attempts())
        assert len({attempt.id for attempt in found}) == len(found)
        there = {f"{attempt.id} {attempt.child} {attempt.failure}" for attempt in found}
        assert set(said.read_text().splitlines()) - there == set()
        assert all(attempt.index <= ATTEMPTS for attempt in found)
        for search in searches():
            if search.name in {name for name, _, _ in store.searches()}:
                live = Live(Planner(search, PROMPTING, store, lambda task: None), Puct(), order, 2, None)
                live.replay(store, lambda attempt: None)
                assert live.counts.attempts <= ATTEMPTS


def in_child(file: Path, order: Order, said: Path, at: int) -> int:
    """A session in a forked process, killed at its step `at`; how it ended."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            session(file, order, said, at, KILL)
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(pid, 0)[1]


def break_at(folder: Path, order: Order, at: int, fault: Any, times: int = 1) -> str:
    """Fail at one step, check, go on to the end, check; the history."""
    file, said = folder / f"{order}{at}.db", folder / f"{order}{at}.said"
    said.touch()
    if fault == KILL:
        assert os.WTERMSIG(in_child(file, order, said, at)) == signal.SIGKILL
    else:
        with suppress(InfrastructureError) if fault == EIO or at <= steps_of_opening(folder) else nullcontext():
            session(file, order, said, at, fault, times)
    if file.exists():
        check(file, order, said)
    history, _ = session(file, order, said)
    check(file, order, said)
    assert len(said.read_text().splitlines()) <= 2 * (ATTEMPTS + 1)
    for rest in folder.glob(f"{order}{at}.*"):
        rest.unlink()
    return history


def every(folder: Path, order: Order, fault: Any, stride: int, times: int = 1) -> None:
    """Break at every `stride`-th step of a run; strict order: the history of a run that nothing happened to."""
    (folder / "said").touch()
    whole, steps = session(folder / "whole.db", order, folder / "said")
    assert steps > 80
    for at in range(1, steps, stride):
        history = break_at(folder, order, at, fault, times)
        assert order == "free" or history == whole, f"step {at}"


@pytest.mark.parametrize(
    ("order", "fault", "stride"), [("strict", KILL, 23), ("free", KILL, 41), ("strict", EIO, 37), ("strict", FULL, 43)]
)
def test_some_steps(tmp_path: Path, order: Order, fault: Any, stride: int) -> None:
    every(tmp_path, order, fault, stride)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("order", ["free", "strict"])
@pytest.mark.parametrize("fault", [KILL, EIO, FULL])
def test_every_step(tmp_path: Path, order: Order, fault: Any) -> None:
    every(tmp_path, order, fault, 1)


def test_a_disk_that_says_full_for_ever_ends_the_run_with_its_order_kept(tmp_path: Path) -> None:
    """SQLite calls the disk full although there is room: not waited for beyond a few tries."""
    said = tmp_path / "said"
    said.touch()
    with pytest.raises(InfrastructureError, match="database or disk is full"):
        session(tmp_path / "run.db", "strict", said, 60, FULL, 10**6)
    check(tmp_path / "run.db", "strict", said)
    whole, _ = session(tmp_path / "whole.db", "strict", tmp_path / "other")
    assert session(tmp_path / "run.db", "strict", said)[0] == whole
