"""A checkpoint is continued from only if it is, bit for bit, what was written."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from eft.search.store import Store
from eft.training import sums
from eft.training.checkpoints import checkpoint_file, newest, save
from eft.training.online import name_checkpoint, named_checkpoint
from eft.types import UserError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two checkpoints and the best weights."""
    for step in (3, 6):
        save({"step": step, "weights": torch.full((1000,), float(step))}, checkpoint_file(tmp_path / "checkpoints", step))
    save({"weights": torch.ones(4)}, tmp_path / "checkpoints" / "best=00000003.pt")
    return tmp_path / "checkpoints"


def by_hand(folder: Path) -> tuple[int, str]:
    """What `sha256sum -c` says: (exit status, its lines)."""
    done = subprocess.run(["sha256sum", "-c", "--strict", sums.NAME], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def refusal(folder: Path) -> str:
    with pytest.raises(UserError) as caught:
        newest(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def bomb(folder: Path) -> None:
    """Damage that the loader of torch would name in words of its own, if it were asked."""
    checkpoint_file(folder, 6).write_bytes(b"\x80\x04cos\nsystem\n.")


def test_the_sums_are_those_of_sha256sum(folder: Path) -> None:
    file = checkpoint_file(folder, 6)
    assert f"{hashlib.sha256(file.read_bytes()).hexdigest()}  step=00000006.ckpt\n" in (folder / sums.NAME).read_text()
    assert by_hand(folder) == (0, "best=00000003.pt: OK\nstep=00000003.ckpt: OK\nstep=00000006.ckpt: OK\n")
    assert newest(folder) == file
    assert newest(folder / "none") is None
    assert sorted(one.name for one in folder.iterdir()) == [sums.NAME, "best=00000003.pt", "step=00000003.ckpt", "step=00000006.ckpt"]


@pytest.mark.parametrize("place", [0, 700, -1])
def test_one_flipped_bit_is_named(folder: Path, place: int) -> None:
    data = bytearray(checkpoint_file(folder, 6).read_bytes())
    data[place] ^= 1
    checkpoint_file(folder, 6).write_bytes(data)
    assert refusal(folder) == (
        f"{folder}/step=00000006.ckpt: damaged checkpoint (its SHA-256 is not that in SHA256SUMS beside it); "
        "delete it to continue from the one before"
    )
    assert by_hand(folder)[0] == 1
    checkpoint_file(folder, 6).unlink()  # the remedy
    assert newest(folder) == checkpoint_file(folder, 3)


@pytest.mark.parametrize("length", [0, 1000, -1])
def test_a_checkpoint_cut_short_is_named(folder: Path, length: int) -> None:
    file = checkpoint_file(folder, 6)
    file.write_bytes(file.read_bytes()[:length])
    assert "step=00000006.ckpt: damaged checkpoint (its SHA-256" in refusal(folder)


def test_what_is_damaged_is_not_loaded(folder: Path) -> None:
    bomb(folder)
    assert "its SHA-256 is not that" in refusal(folder)


def test_two_checkpoints_with_their_names_exchanged(folder: Path) -> None:
    one, other, aside = checkpoint_file(folder, 3), checkpoint_file(folder, 6), folder / ".aside"
    one.rename(aside)
    other.rename(one)
    aside.rename(other)
    words = (
        "step=00000006.ckpt: holds what was written as step=00000003.ckpt (says SHA256SUMS beside it); give both their own names again, or"
    )
    assert words in refusal(folder)
    other.unlink()
    assert "step=00000003.ckpt: holds what was written as step=00000006.ckpt" in refusal(folder)


def test_a_checkpoint_without_an_entry_is_refused_until_it_is_trusted(folder: Path) -> None:
    shutil.copy(checkpoint_file(folder, 6), checkpoint_file(folder, 9))
    said = refusal(folder)
    assert "step=00000009.ckpt: not in SHA256SUMS beside it, so it cannot be checked; delete it to continue from the one before, or" in said
    subprocess.run(said.split("`")[1], shell=True, check=True, timeout=60)  # the remedy, as it is written there
    assert newest(folder) == checkpoint_file(folder, 9)
    assert by_hand(folder)[0] == 0


def test_runs_older_than_the_sums_continue_and_are_checked_from_the_next_checkpoint_on(folder: Path) -> None:
    (folder / sums.NAME).unlink()
    (folder / ".step=00000009.ckpt.1.tmp").write_bytes(b"half")  # what a kill inside a write left
    assert newest(folder) == checkpoint_file(folder, 6)
    sums.check(folder / "best=00000003.pt", "")
    save({"step": 9}, checkpoint_file(folder, 9))
    assert by_hand(folder)[1].count(": OK\n") == 4
    bomb(folder)
    checkpoint_file(folder, 9).unlink()
    assert "its SHA-256 is not that" in refusal(folder)


def test_an_older_run_with_a_checkpoint_that_cannot_be_read(folder: Path) -> None:
    (folder / sums.NAME).unlink()
    checkpoint_file(folder, 6).write_bytes(b"PK")
    assert "step=00000006.ckpt: damaged checkpoint (" in refusal(folder)


def test_killed_after_the_sum_and_before_the_file(folder: Path) -> None:
    """What lies there then: an entry without its file, and the file under its temporary name."""
    save({"step": 9}, checkpoint_file(folder, 9))
    checkpoint_file(folder, 9).rename(folder / ".step=00000009.ckpt.1.tmp")
    assert newest(folder) == checkpoint_file(folder, 6)
    save({"step": 9, "again": True}, checkpoint_file(folder, 9))  # another digest
    assert newest(folder) == checkpoint_file(folder, 9)
    assert by_hand(folder)[0] == 0


KILLED = """
import os, shutil, signal, sys
from pathlib import Path
import torch
from eft.training.checkpoints import checkpoint_file, save

folder, copies, kills, status = Path(sys.argv[1]), Path(sys.argv[2]), 0, 1
while status:  # killed before the first, the second … of its steps on the disk, until one comes through
    kills += 1
    copy = copies / f"{kills:02}"
    shutil.copytree(folder, copy)
    child = os.fork()
    if not child:
        steps = 0
        def step(event, values):
            global steps
            if event in ("open", "os.rename", "os.remove") and str(copy) in str(values[0]):
                steps += 1
                if steps == kills:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(step)
        save({"weights": torch.zeros(4)}, copy / "best=00000003.pt")  # a session that was killed had written it too
        save({"step": 9}, checkpoint_file(copy, 9))
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert status in (0, signal.SIGKILL)
"""


def test_killed_at_any_step_of_writing(folder: Path, tmp_path: Path) -> None:
    """Whatever is there under its own name is what its entry says, so the run continues."""
    copies = tmp_path / "copies"
    subprocess.run([sys.executable, "-c", KILLED, str(folder), str(copies)], check=True, timeout=120)
    places = sorted(copies.iterdir())
    assert len(places) > 16
    found = [newest(place) for place in places]
    assert found[0] == checkpoint_file(places[0], 6)
    assert found[-1] == checkpoint_file(places[-1], 9)
    for place in places:
        assert set(sums.read(place) or ()) >= {file.name for file in place.glob("[!.S]*")}
        done = subprocess.run(["sha256sum", "-c", "--strict", "--ignore-missing", sums.NAME], cwd=place, capture_output=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, b"")


def test_entries_go_with_their_files(folder: Path) -> None:
    checkpoint_file(folder, 3).unlink()
    assert by_hand(folder)[0] == 1
    sums.prune(folder)
    assert sums.read(folder) == {name: sums.digest(folder / name) for name in ("best=00000003.pt", "step=00000006.ckpt")}
    (folder / "best=00000003.pt").unlink()
    save({"step": 9}, checkpoint_file(folder, 9))
    assert set(sums.read(folder) or ()) == {"step=00000006.ckpt", "step=00000009.ckpt"}
    sums.prune(folder / "none")  # nothing to forget


@pytest.mark.parametrize("line", [b"0123  step=00000006.ckpt", b"\xff\x00", b"", b"A" * 64 + b"  x"])
def test_sums_that_are_damaged_themselves_are_named(folder: Path, line: bytes) -> None:
    before = (folder / sums.NAME).read_bytes()
    (folder / sums.NAME).write_bytes(before + line + b"\n")
    assert (
        refusal(folder) == f"{folder}/SHA256SUMS: line 4 is damaged; delete the file to continue without checking what was written before"
    )


def test_best_weights_that_are_gone_or_damaged(folder: Path) -> None:
    best = folder / "best=00000003.pt"
    best.write_bytes(best.read_bytes() + b"x")
    with pytest.raises(UserError, match=r"best=00000003\.pt: damaged checkpoint .*; do this"):
        sums.check(best, "do this")
    best.unlink()
    with pytest.raises(UserError, match=r"best=00000003\.pt: missing; do this"):
        sums.check(best, "do this")


def test_what_the_database_names_is_checked_too(folder: Path) -> None:
    with Store(folder.parent / "run.db") as store:
        for step in (3, 6):
            name_checkpoint(store, step, checkpoint_file(folder, step))
        save({"step": 9}, checkpoint_file(folder, 9))
        assert named_checkpoint(store, folder) == checkpoint_file(folder, 6)
        assert by_hand(folder)[0] == 0  # the later one went with its entry
        bomb(folder)
        with pytest.raises(UserError, match=r"step=00000006\.ckpt: damaged checkpoint \(its SHA-256"):
            named_checkpoint(store, folder)
        checkpoint_file(folder, 6).unlink()
        assert named_checkpoint(store, folder) == checkpoint_file(folder, 3)
