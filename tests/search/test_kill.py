"""kill -9 at random moments: every acknowledged attempt is there afterwards, none twice, and the run goes on."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

CHILD = """
import asyncio, importlib.util, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("world", sys.argv[1])
world = sys.modules["world"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(world)
from eft.evaluation.fake import FakeEvaluator
from eft.search.archives.puct import Puct
from eft.search.engine import Engine, Flow
from eft.search.plan import Prompting, Search
from eft.search.store import Store

def acknowledged(attempt, live, best):
    print(attempt.id, attempt.child, attempt.failure, flush=True)

with Store(Path(sys.argv[2])) as store:
    engine = Engine(store, FakeEvaluator(delay_s=0.001), world.Tweaker(jitter_s=0.004), Puct(), flow=Flow(sys.argv[3]),
                    prompting=Prompting(backtrack="directive", patience=2), on_attempt=acknowledged)
    print("history", asyncio.run(engine.run([Search(world.make_task(), s, int(sys.argv[4]), world.SEED) for s in range(2)])).history, flush=True)
"""


def spawn(file: Path, said: Path, order: str, attempts: int) -> subprocess.Popen[str]:
    helper = Path(__file__).with_name("conftest.py")
    command = [sys.executable, "-c", CHILD, str(helper), str(file), order, str(attempts)]
    with said.open("w") as stream:
        return subprocess.Popen(command, stdout=stream, stderr=subprocess.PIPE, text=True)


def check(file: Path, acknowledged: set[str]) -> None:
    connection = sqlite3.connect(file)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    rows = connection.execute(
        "SELECT search.name || '#' || idx, child, failure FROM attempt JOIN search ON search.id = attempt.search"
    ).fetchall()
    connection.close()
    assert len({key for key, _, _ in rows}) == len(rows)
    assert acknowledged - {f"{key} {child} {failure}" for key, child, failure in rows} == set()


def run_and_kill(file: Path, order: str, kills: int, attempts: int, rng: random.Random) -> str:
    """Kill the run `kills` times, let it finish, and return its history."""
    acknowledged: set[str] = set()
    said = file.with_suffix(".said")
    for cycle in range(kills + 1):
        process = spawn(file, said, order, attempts)
        if cycle < kills:
            while process.poll() is None and not said.read_text():
                time.sleep(0.01)
            time.sleep(rng.uniform(0, 0.25))  # it works; let it work a little longer
            process.send_signal(signal.SIGKILL)
        err = process.communicate(timeout=120)[1]
        whole = [line.rstrip("\n") for line in said.read_text().splitlines(keepends=True) if line.endswith("\n")]
        if whole and whole[-1].startswith("history"):
            check(file, acknowledged | set(whole[:-1]))
            if cycle == kills:
                return whole[-1]
        else:
            assert process.returncode == -signal.SIGKILL, err
        acknowledged |= {line for line in whole if not line.startswith("history")}
        check(file, acknowledged)
    raise AssertionError("not reached")


@pytest.mark.parametrize("order", ["free", "strict"])
def test_kill_loses_nothing(tmp_path: Path, order: str) -> None:
    rng = random.Random(7)
    killed = run_and_kill(tmp_path / "killed.db", order, 3, 80, rng)
    if order == "strict":
        assert killed == run_and_kill(tmp_path / "whole.db", order, 0, 80, rng)


@pytest.mark.slow
@pytest.mark.parametrize("order", ["free", "strict"])
def test_kill_many_times(tmp_path: Path, order: str) -> None:
    rng = random.Random(8)
    killed = run_and_kill(tmp_path / "killed.db", order, 25, 1500, rng)
    if order == "strict":
        assert killed == run_and_kill(tmp_path / "whole.db", order, 0, 1500, rng)
