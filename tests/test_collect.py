"""Collection: what it records, how it goes on, what it refuses."""

from __future__ import annotations

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
