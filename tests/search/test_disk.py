"""Facts about disks and SQLite that a run depends on."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from eft.search import wal
from eft.search.disk import NETWORK, filesystem, free_bytes, on_network, refusal, wal_reset_bug
from eft.search.store import Store

MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
31 22 0:26 / /home rw shared:2 - nfs4 server:/export rw,vers=4.2
40 22 0:30 / /home/my\\040runs rw - xfs /dev/vdb rw
41 22 0:31 / /scratch rw - lustre 10.0.0.1@tcp:/lus rw
42 41 0:32 / /scratch rw - tmpfs tmpfs rw
43 22 0:33 / /shared rw shared:1 master:2 - cifs //server/share rw
nonsense
short - line
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/", "ext4"),
        ("/homely/run", "ext4"),
        ("/home", "nfs4"),
        ("/home/ann/run", "nfs4"),
        ("/home/my runs/a", "xfs"),
        ("/scratch/a", "tmpfs"),
        ("/shared/run", "cifs"),
    ],
)
def test_the_innermost_mount_counts_and_of_two_on_one_place_the_later(folder: str, kind: str) -> None:
    assert filesystem(Path(folder), MOUNTS) == kind


def test_unknown_places_are_not_on_the_network(tmp_path: Path) -> None:
    assert filesystem(Path("/x"), "") == ""
    assert "nfs4" in NETWORK
    assert "ext4" not in NETWORK
    assert on_network(tmp_path) == ""


def test_nothing_is_said_of_a_local_disk(tmp_path: Path) -> None:
    said: list[str] = []
    Store(tmp_path / "run.db", notify=said.append).close()
    assert said == []


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ((3, 6, 23), False), ((3, 7, 0), True), ((3, 40, 1), True), ((3, 43, 9), True), ((3, 44, 5), True), ((3, 44, 6), False), ((3, 44, 9), False),
        ((3, 45, 0), True), ((3, 50, 6), True), ((3, 50, 7), False), ((3, 51, 0), True), ((3, 51, 2), True), ((3, 51, 3), False), ((3, 52, 0), False),
        ((3, 54, 1), False), ((4, 0, 0), False),
    ],
)  # fmt: skip
def test_versions_with_the_reset_bug(version: tuple[int, int, int], affected: bool) -> None:
    assert wal_reset_bug(version) is affected


def test_asking_for_room_leaves_nothing_behind(tmp_path: Path) -> None:
    assert refusal(tmp_path, 1 << 16) is None
    assert list(tmp_path.iterdir()) == []
    missing = refusal(tmp_path / "missing", 1)
    assert missing is not None
    assert missing.errno == errno.ENOENT


def test_a_small_disk_refuses_one_page_more_than_it_has(small_disk: Path) -> None:
    free = free_bytes(small_disk)
    assert refusal(small_disk, free) is None
    refused = refusal(small_disk, free + 1)
    assert refused is not None
    assert refused.errno == errno.ENOSPC
    assert list(small_disk.iterdir()) == []


def test_the_readers_connection_never_folds_the_log(tmp_path: Path) -> None:
    """The log is folded by the writer alone, or the reset bug could strike."""
    with Store(tmp_path / "run.db") as store:
        store.event("note").result()
        log = wal.of(tmp_path / "run.db")
        before = log.stat().st_size
        assert before > 0
        assert store._reading.execute("PRAGMA wal_autocheckpoint").fetchone() == (0,)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            store._reading.execute("DELETE FROM event")
        store._reading.close()
        assert log.stat().st_size == before
    assert not log.exists()


@pytest.mark.parametrize("page_size", [512, 4096])
def test_checksums_of_frames_are_sqlites_own(tmp_path: Path, page_size: int) -> None:
    """Every frame that SQLite writes passes; a change anywhere in one makes it fail."""
    file = tmp_path / "t.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in (f"page_size = {page_size}", "journal_mode = WAL", "wal_autocheckpoint = 0"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("CREATE TABLE t (x)")
        for k in range(20):
            connection.execute("INSERT INTO t VALUES (?)", (f"{k}" * 300,))
        log = wal.of(file).read_bytes()
        assert wal.damage(file) == ""
    found = list(wal.frames(log, page_size))
    assert sum(frame.commit > 0 for frame in found) == 21
    assert len(found) == (len(log) - wal.HEADER) // (wal.FRAME + page_size)
    for at in (wal.HEADER + 2, wal.HEADER + wal.FRAME + 7, len(log) // 2):
        wal.of(file).write_bytes(log[:at] + bytes([log[at] ^ 16]) + log[at + 1 :])
        assert "of its log is damaged" in wal.damage(file)


def test_a_torn_last_transaction_is_no_damage(tmp_path: Path) -> None:
    """What a power cut may leave: nobody was told of that transaction."""
    file = tmp_path / "t.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (x)")
        connection.execute("INSERT INTO t VALUES (1)")
        log = bytearray(wal.of(file).read_bytes())
    log[-1] ^= 1
    wal.of(file).write_bytes(log)
    assert wal.damage(file) == ""
