"""A full or read-only disk under `eft evolve`: the run waits, says so once, goes on by itself; nothing acknowledged is lost."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ATTEMPTS = 60  # too many for the small disk


def evolve(out: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "eft", "evolve", "codes/labs/n=66", "evaluator=fake", "backend.name=fake", "order=strict"]
    command += [f"attempts={ATTEMPTS}", "--json", f"out={out}", *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Of the same run where there is room."""
    done = evolve(tmp_path_factory.mktemp("room") / "whole").communicate(timeout=120)
    return str(json.loads(done[0])["history"])


@pytest.fixture
def waiting(small_disk: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A run that has filled its disk, and the line that it said."""
    process = evolve(small_disk / "run")
    assert process.stderr is not None
    yield process, process.stderr.readline()
    process.kill()
    process.communicate()


def test_the_run_waits_for_room_and_goes_on(waiting: tuple[subprocess.Popen[str], str], small_disk: Path, history: str) -> None:
    process, line = waiting
    assert line.startswith(f"eft: {small_disk / 'run' / 'run.db'}: no room on the disk: ")
    assert "KiB needed" in line
    assert "continues by itself" in line
    time.sleep(0.5)  # it must still wait when several of its retries have passed
    assert process.poll() is None
    subprocess.run(["mount", "-o", "remount,size=30m", str(small_disk)], check=True)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert "there is room again" in err
    assert json.loads(out)["history"] == history


@pytest.mark.parametrize(
    "number", [signal.SIGINT, *(pytest.param(number, marks=pytest.mark.slow) for number in (signal.SIGTERM, signal.SIGKILL))]
)
def test_a_waiting_run_can_be_stopped_and_continued(
    waiting: tuple[subprocess.Popen[str], str], small_disk: Path, history: str, number: signal.Signals
) -> None:
    process, _ = waiting
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    if number != signal.SIGKILL:
        assert process.returncode == 130
        assert "interrupted; the same command continues" in err
        assert "Traceback" not in err
    subprocess.run(["mount", "-o", "remount,size=30m", str(small_disk)], check=True)
    again = evolve(small_disk / "run")
    out, err = again.communicate(timeout=120)
    assert again.returncode == 0, err
    assert json.loads(out)["history"] == history


def test_a_disk_without_room_at_the_start_is_one_line(small_disk: Path) -> None:
    (small_disk / "other").write_bytes(bytes(1_220_000))
    process = evolve(small_disk / "run")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert err.count("\n") == 1
    assert "No space left on device" in err or "disk is full" in err


def test_a_read_only_disk_is_one_line(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=30m", str(small_disk)], check=True)
    process = evolve(small_disk / "run")
    process.communicate(timeout=120)
    assert process.returncode == 0
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for out, more in ((small_disk / "run", ()), (small_disk / "run", (f"attempts={ATTEMPTS + 1}",)), (small_disk / "new", ())):
        process = evolve(out, *more)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 3
        assert err.count("\n") == 1
        assert "Read-only file system" in err
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)


def test_a_place_without_permission_is_the_users_affair() -> None:
    """Nobody, not even root, makes folders there."""
    process = evolve(Path("/sys/run"))
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (2, "eft evolve: /sys/run: no permission to write; choose another out=\n")
