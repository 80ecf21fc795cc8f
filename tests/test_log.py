"""Scalars land in an event file that TensorBoard reads; progress goes to stderr only."""

from __future__ import annotations

from pathlib import Path

import pytest

from eft.log import Log, Progress


def test_scalars_can_be_read_back(tmp_path: Path) -> None:
    from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

    with Log(tmp_path) as log:
        log.scalar("best_score", 2.5, 3)
    (file,) = tmp_path.iterdir()
    points = [(v.tag, e.step, v.tensor.float_val[0]) for e in EventFileLoader(str(file)).Load() for v in e.summary.value]
    assert points == [("best_score", 3, 2.5)]


def test_a_log_without_scalars_leaves_no_file(tmp_path: Path) -> None:
    with Log(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_progress_without_a_terminal_prints_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("collect", 4, every_s=0.0) as progress:
        progress.update(2, "valid 50 %")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "collect: 2/4 valid 50 %" in captured.err


def test_quiet_progress_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("collect", 4, quiet=True, every_s=0.0) as progress:
        progress.update(2)
    assert capsys.readouterr().err == ""
