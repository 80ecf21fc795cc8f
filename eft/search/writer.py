"""The one thread that writes `run.db`: statements are queued, committed in groups, and acknowledged after the disk has them.

A group closes after `LINGER_S` or `GROUP` transactions, whichever is first. One fsync then serves them all
(measured elsewhere: 202 single commits/s against 6,349 rows/s in groups of 50), so `synchronous=FULL` costs nothing that matters.

A full disk is waited for: the group stays queued, and with it everything that depends on it. Any other failure of the machine ends
all writing, because what comes after a lost group must not reach the disk without it.
"""

from __future__ import annotations

import queue
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, NoReturn

from eft.search.disk import NO_ROOM, Disk, free_bytes, refusal
from eft.types import InfrastructureError

LINGER_S = 0.002  # longest wait for company before a commit
GROUP = 50  # transactions per commit
WAITS_S = (0.05, 2.0)  # first and longest pause between two tries on a full disk; each is twice the one before
FULL_TRIES = 4  # tries in a row that SQLite calls the disk full although there is room; then it is believed
PAGES_BYTES = 1 << 16  # room for the pages that a transaction touches besides its own data
MISTAKES = (  # of the caller: they spoil one job, not the writing
    sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InterfaceError, sqlite3.ProgrammingError, OverflowError, UnicodeError,
)  # fmt: skip

Statement = tuple[str, Sequence[Any]]
Job = tuple[Sequence[Statement], "Future[None]"]


def say(line: str) -> None:
    """To the person at the terminal; stdout may be data."""
    print(f"eft: {line}", file=sys.stderr, flush=True)


class Writer:
    """Owns the writing connection. `submit` never blocks; its future resolves once the statements are durable."""

    def __init__(self, disk: Disk, path: Path, notify: Callable[[str], None] = say) -> None:
        """path: the database, for messages and for asking after room. notify: told when writing waits and when it goes on."""
        self._disk, self._path, self._notify = disk, path, notify
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="eft-writer", daemon=True)
        self._impatient = threading.Event()
        self._failure: InfrastructureError | None = None
        self.waited = False  # True once it had to wait for room
        self._closed = False
        self._thread.start()

    def submit(self, statements: Sequence[Statement]) -> Future[None]:
        """Queue statements that are committed together or not at all."""
        acknowledged: Future[None] = Future()
        acknowledged.set_running_or_notify_cancel()  # a caller that stops waiting does not take the write back
        if self._closed:
            raise InfrastructureError("the run's database is closed")
        self._queue.put((statements, acknowledged))
        return acknowledged

    def stop_waiting(self) -> None:
        """Wait for room no longer: what the disk has not taken fails, now and later."""
        self._impatient.set()

    def close(self) -> None:
        """Commit what is queued, fold the log into the file, close. A full disk is tried once more, not waited for."""
        if not self._closed:
            self._closed = True
            self._impatient.set()
            self._queue.put(None)
            self._thread.join()

    def _run(self) -> None:
        open_ = True
        while open_:
            group, open_ = self._gather()
            if group:
                self._commit(group)
        try:
            self._disk.fold()
        except sqlite3.Error:  # the log stays beside the file and is read on the next start
            pass
        finally:
            self._disk.close()

    def _gather(self) -> tuple[list[Job], bool]:
        """The next group, and False when the writer is to end."""
        first = self._queue.get()
        if first is None:
            return [], False
        group, deadline = [first], time.monotonic() + LINGER_S
        while len(group) < GROUP:
            try:
                job = self._queue.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                break
            if job is None:
                return group, False
            group.append(job)
        return group, True

    def _commit(self, group: list[Job]) -> None:
        statements = [statement for statements, _ in group for statement in statements]
        try:
            self._write(statements)
        except InfrastructureError as error:
            for _, acknowledged in group:
                acknowledged.set_exception(error)
        except MISTAKES as error:
            if len(group) == 1:
                group[0][1].set_exception(error)
                return
            for job in group:  # one bad statement must not take its neighbours with it
                self._commit([job])
        else:
            for _, acknowledged in group:
                acknowledged.set_result(None)

    def _write(self, statements: Sequence[Statement]) -> None:
        """One transaction; waits for room. Raises InfrastructureError for ever after the first one."""
        if self._failure is not None:
            raise self._failure
        pause_s, tries, told = WAITS_S[0], 0, False
        while True:
            try:
                self._transact(statements)
            except sqlite3.OperationalError as error:
                need, tries = _size(statements), tries + 1
                why = refusal(self._path.parent, need)
                full = why is not None and why.errno in NO_ROOM
                if not full and not (_says_full(error) and tries < FULL_TRIES):
                    self._fail(f"could not be written: {error}{f' ({why.strerror})' if why is not None else ''}", error)
                if full and not told:
                    self.waited = told = True
                    self._notify(self._waiting(need))
                if self._impatient.wait(pause_s):
                    self._fail("no room on the disk, and the wait for it was ended", error)
                pause_s = min(2 * pause_s, WAITS_S[1])
            except MISTAKES:
                raise
            except sqlite3.Error as error:
                self._fail(f"could not be written: {error}", error)
            else:
                if told:
                    self._notify(f"{self._path}: there is room again, the run continues")
                return

    def _waiting(self, need: int) -> str:
        folder = self._path.parent
        return (
            f"{self._path}: no room on the disk: {free_bytes(folder) >> 10:,} KiB free in {folder}, about {need >> 10:,} KiB needed; the run "
            "waits and continues by itself when there is room (Ctrl-C stops it; nothing acknowledged is lost)"
        )

    def _fail(self, what: str, error: Exception) -> NoReturn:
        self._failure = InfrastructureError(f"{self._path}: {what}; nothing acknowledged is lost, the same command continues")
        raise self._failure from error

    def _transact(self, statements: Sequence[Statement]) -> None:
        self._disk.begin()
        try:
            for sql, values in statements:
                self._disk.run(sql, values)
            self._disk.commit()
        except (sqlite3.Error, OverflowError, UnicodeError):
            self._disk.rollback()
            raise


def _says_full(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL


def _size(statements: Sequence[Statement]) -> int:
    """About the bytes that statements need on the disk, in the log and once more in the file."""
    data = sum(len(value) if isinstance(value, (str, bytes)) else 8 for _, values in statements for value in values)
    return 2 * data + PAGES_BYTES
