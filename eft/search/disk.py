"""What lies under `run.db`: the steps by which statements become durable, room on the disk, kinds of file systems, SQLite's own faults."""

from __future__ import annotations

import errno
import os
import sqlite3
import uuid
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
WAL_PAGES = 1000  # pages of the log (4 KiB each) at which the writer folds it back
NETWORK = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "lustre", "ceph", "glusterfs", "beegfs", "gpfs", "panfs", "afs", "ncpfs", "orangefs", "pvfs2",
    "ocfs2", "gfs2", "9p", "vboxsf", "fuse.ceph", "fuse.cephfs", "fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.gcsfuse",
})  # fmt: skip


class Disk:
    """The one place through which a run's database is written. Tests put one here that fails at its N-th step."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def version(self) -> int:
        """Version of the tables, 0 in an empty file."""
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def begin(self) -> None:
        """Start a transaction and take the database's lock."""
        self._connection.execute("BEGIN IMMEDIATE")

    def run(self, sql: str, values: Sequence[Any] = ()) -> None:
        """One statement of the transaction."""
        self._connection.execute(sql, values)

    def commit(self) -> None:
        """Return once the disk has the transaction."""
        self._connection.execute("COMMIT")

    def rollback(self) -> None:
        """Undo the transaction, if one is open."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def fold(self) -> None:
        """Copy the log into the file and empty it."""
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the connection; an open transaction is undone."""
        self._connection.close()


def free_bytes(folder: Path) -> int:
    """Room for unprivileged writers on the file system of `folder`."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def refusal(folder: Path, size: int) -> OSError | None:
    """Why `size` bytes cannot be written into `folder` now; None if they can (tried with a file that is removed again)."""
    probe = folder / f".room-{uuid.uuid4().hex[:8]}.tmp"
    try:
        descriptor = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.posix_fallocate(descriptor, 0, size)
        finally:
            os.close(descriptor)
            with suppress(OSError):
                probe.unlink()
    except OSError as error:
        return error
    return None


def filesystem(folder: Path, mounts: str) -> str:
    """Type of the file system that holds `folder` (absolute), from the text of /proc/self/mountinfo; empty if it says nothing.

    The longest mount point above it counts, the later of equals (mounted over the other).
    """
    best, found = -1, ""
    for line in mounts.splitlines():
        left, separator, right = line.partition(" - ")
        fields = left.split(" ")
        if not separator or len(fields) < 5:
            continue
        place = Path(fields[4].encode().decode("unicode_escape"))  # blanks stand there as \040
        if len(place.parts) >= best and folder.is_relative_to(place):
            best, found = len(place.parts), right.split(" ")[0]
    return found


def on_network(folder: Path) -> str:
    """The name of the network file system that holds `folder`, or an empty text. SQLite's locks and shared memory are unsafe there."""
    try:
        kind = filesystem(folder.resolve(), Path("/proc/self/mountinfo").read_text())
    except OSError:  # not Linux
        return ""
    return kind if kind in NETWORK else ""


def wal_reset_bug(version: tuple[int, int, int]) -> bool:
    """True for versions of SQLite in which two connections can corrupt a database while its log is reset (sqlite.org/wal.html).

    In 3.7.0 to 3.51.2; mended in 3.51.3, and in 3.44.6 and 3.50.7 for their lines. One connection writes and folds the log here, so
    a run is not hit by it; a second program that writes into its database is.
    """
    mended = (3, 44, 6) <= version < (3, 45) or (3, 50, 7) <= version < (3, 51)
    return (3, 7, 0) <= version < (3, 51, 3) and not mended
