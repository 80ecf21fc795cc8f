"""Opening `run.db`: one process at a time, everything checked before anything is written, tables made or migrated."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import IO

from eft.search import schema, wal
from eft.search.disk import WAL_PAGES, Disk
from eft.types import InfrastructureError, UserError

BUSY_S = 30.0
MACHINE = frozenset(  # primary result codes that speak of the machine, not of the file's contents
    (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_NOMEM)
)


class NewerError(UserError):
    """The file has tables of a later version, which this one cannot judge."""


def refused(path: Path, error: sqlite3.Error) -> UserError | InfrastructureError:
    """What to tell of an error of SQLite: the machine's, or that the file is damaged."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code & 0xFF in MACHINE and code != sqlite3.SQLITE_IOERR_SHORT_READ:
        return InfrastructureError(f"{path}: {error}; nothing acknowledged is lost, the same command continues")
    return damaged(path, str(error))


def damaged(path: Path, what: str) -> UserError:
    """The file is not what was written."""
    return UserError(
        f"{path}: not a readable run database ({what}); `eft repair {path.parent}` keeps what is sound, or choose another out="
    )


def lock(path: Path) -> IO[bytes]:
    """Hold `run.db.lock` for as long as the process lives: two writers would race. The kernel frees it on any death."""
    file = path.with_name(path.name + ".lock")
    try:
        stream = os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT, 0o644), "r+b")
    except PermissionError:
        raise UserError(f"{file}: no permission to write; choose another out=") from None
    except FileNotFoundError:
        raise UserError(f"{path.parent}: no such folder") from None
    except OSError as error:
        raise InfrastructureError(f"{file}: {error.strerror}; nothing acknowledged is lost, the same command continues") from error
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stream.close()
        raise UserError(f"{path}: in use by another process; wait for it or choose another out=") from None
    return stream


def connect(path: Path) -> sqlite3.Connection:
    """The writing connection. Nothing is read or written yet."""
    try:
        connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False, cached_statements=64)
    except sqlite3.Error as error:
        raise refused(path, error) from error
    connection.create_function("row_digest", -1, schema.digest, deterministic=True)
    return connection


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that reads only and never folds the log."""
    try:
        connection = connect(path)
        for pragma in ("query_only = ON", "wal_autocheckpoint = 0"):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error as error:
        raise refused(path, error) from error
    return connection


def check(path: Path) -> None:
    """Read all of an existing file before anything is written. UserError if it is not ours, newer, or damaged."""
    if not path.is_file() or (path.stat().st_size == 0 and not wal.of(path).exists()):
        return
    what = wal.damage(path)
    if what:
        raise damaged(path, what)
    address = f"{path.resolve().as_uri()}?mode=ro"  # cannot fold the log when it closes
    with closing(sqlite3.connect(address, uri=True, timeout=BUSY_S)) as connection:
        try:
            _check(path, connection)
        except sqlite3.DatabaseError as error:
            raise refused(path, error) from error
        except UnicodeDecodeError as error:  # the driver's own texts, of columns and errors, are decoded strictly
            raise damaged(path, "a text in its schema is not UTF-8") from error


def _check(path: Path, connection: sqlite3.Connection) -> None:
    owner, version = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    tables = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    if not tables and owner == version == 0:
        return
    if owner != schema.APPLICATION_ID:
        raise UserError(f"{path}: a database of another program; choose another out=")
    if version > schema.VERSION:
        raise NewerError(f"{path}: written by a newer eft (schema {version}, this one reads {schema.VERSION}); update eft")
    if sorted(map(repr, tables)) != sorted(map(repr, _tables(version))):
        raise damaged(path, "its table definitions were changed")
    size, log = path.stat().st_size, wal.of(path)
    if size % connection.execute("PRAGMA page_size").fetchone()[0] and not (log.exists() and log.stat().st_size):
        raise damaged(path, f"cut off at {size:,} bytes")
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise damaged(path, found)


def _tables(version: int) -> list[tuple[str, str, str, str]]:
    """The definitions that a file of `version` has."""
    with closing(connect(Path(":memory:"))) as connection:
        for step in schema.STEPS[:version]:
            connection.executescript(step)
        return connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()


def prepare(path: Path, disk: Disk) -> None:
    """Switch on durability, create the tables or migrate them, each step in one transaction."""
    try:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", f"wal_autocheckpoint = {WAL_PAGES}"):
            disk.run(f"PRAGMA {pragma}")
        for version in range(disk.version(), schema.VERSION):
            disk.begin()
            if version == 0:
                disk.run(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            disk.run(f"PRAGMA user_version = {version + 1}")
            for statement in schema.statements(schema.STEPS[version]):
                disk.run(statement)
            disk.commit()
    except sqlite3.DatabaseError as error:
        with suppress(sqlite3.Error):
            disk.rollback()
        raise refused(path, error) from error
