"""Collection: what it records, how it goes on, what it refuses."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from eft.collect import Settings, choose, main
from eft.search.store import Store
from eft.types import UserError


def test_it_records_every_attempt_and_continues(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["tasks=[codes/labs/n=31,additive/golomb/k=12]", "searches=2", "--quiet", f"out={tmp_path / 'run'}"]
    assert main([*arguments, "attempts=3"]) == 0
    assert "collected 12 attempts over 2 tasks" in capsys.readouterr().out
    assert main([*arguments, "attempts=5"]) == 0
    assert "collected 20 attempts over 2 tasks" in capsys.readouterr().out
    with Store(tmp_path / "run" / "run.db") as store:
        indices = [attempt.index for attempt in store.attempts("codes/labs/n=31@0")]
    assert sorted(indices) == [0, 1, 2, 3, 4, 5]


def test_left_out_families_stay_out() -> None:
    families = {task.family for task in choose(Settings(tasks=("train",), leave_out=("codes/labs",)))}
    assert families
    assert "codes/labs" not in families


def test_unknown_and_empty_choices_are_named() -> None:
    with pytest.raises(UserError, match="leave_out: codes/lab: unknown family"):
        choose(Settings(leave_out=("codes/lab",)))
    with pytest.raises(UserError, match="no tasks chosen"):
        choose(Settings(tasks=("codes/labs",), leave_out=("codes/labs",)))


def test_an_interrupt_is_clean_and_the_same_command_continues(tmp_path: Path) -> None:
    run = tmp_path / "run"
    command = [sys.executable, "-m", "eft.collect", "codes/labs/n=31", "searches=1", "attempts=60", "--quiet", f"out={run}"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not _attempts(run / "run.db") and time.monotonic() < deadline:
        time.sleep(0.05)  # until the first attempt is on the disk
    child.send_signal(signal.SIGINT)
    assert child.communicate(timeout=60)[0].count("stopped by interrupted") == 1
    assert child.returncode == 130
    before = _attempts(run / "run.db")
    assert 0 < before < 61
    assert main(["codes/labs/n=31", "searches=1", "attempts=60", "--quiet", f"out={run}"]) == 0
    assert _attempts(run / "run.db") == 61


def _attempts(file: Path) -> int:
    if not file.is_file():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM attempt").fetchone()[0])
    except sqlite3.OperationalError:  # its tables are being made
        return 0


def test_the_strict_split_leaves_relatives_out() -> None:
    normal, strict = ({task.family for task in choose(Settings(split=split))} for split in ("normal", "strict"))
    assert "routing/tsp" in normal - strict
    assert "codes/labs" in strict
    with pytest.raises(UserError, match="no tasks chosen"):
        choose(Settings(tasks=("routing/tsp",), split="strict"))


def test_timed_tasks_belong_to_no_collection() -> None:
    families = {task.family for task in choose(Settings(tasks=("train",)))}
    assert "codes/labs" in families
    assert not {family for family in families if family.startswith(("speed/", "cpu/"))}
    with pytest.raises(UserError, match=r"speed/lasso_path/.*: its score is a time"):
        choose(Settings(tasks=("speed/lasso_path",)))
