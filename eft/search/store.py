"""`run.db`: every attempt of a run, durable before anything depends on it.

One writer with group commit (`writer.py`), reading on a connection of its own (`reader.py`). Every `append`, `intend` and `answer` returns
a future that resolves when the disk has it; statements reach the disk in the order of the calls. A program is stored once under its SHA-256
and checked against it on reading; every other row is checked against its digest.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any

from eft.search import opening, schema
from eft.search.disk import Disk, on_network
from eft.search.reader import Entry, Reader
from eft.search.writer import Statement, Writer, say
from eft.types import Attempt, Message, Reply, UserError, content_id

SEARCH = "search"  # kind of the event that repeats a row of the table of searches
PUT_PROGRAM = "INSERT OR IGNORE INTO program VALUES (?, ?)"
PUT_PROMPT = "INSERT OR IGNORE INTO prompt VALUES (?, ?)"
PUT_CALL = (
    "INSERT INTO call (search, idx, turn, prompt, plan, started, digest) VALUES (?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET prompt = excluded.prompt, plan = excluded.plan, started = excluded.started, digest = excluded.digest, "
    "tries = tries + 1, answered = NULL, reply = NULL, reply_digest = NULL"
)
PUT_EVENT = "INSERT INTO event (at, kind, data, digest) VALUES (?, ?, ?, ?)"


class Store(Reader):
    """The database of one run. Thread-safe; one process at a time."""

    def __init__(self, path: Path, *, disk: Callable[[sqlite3.Connection], Disk] = Disk, notify: Callable[[str], None] = say) -> None:
        """Open or create. UserError if the file is damaged, of another program or newer, or in use; it is then left as it is.

        InfrastructureError if the machine refuses. disk: through which everything is written. notify: told when writing must wait.
        """
        self._lock = opening.lock(path)
        try:
            if network := on_network(path.parent):
                notify(f"{path}: on a network file system ({network}), where SQLite may lose or corrupt data; keep runs on a local disk")
            writing = disk(opening.connect(path))
            try:
                opening.check(path)
                opening.prepare(path, writing)
                super().__init__(path, opening.connect_reader(path))
            except BaseException:  # only to close what was opened; it is raised on
                writing.close()
                raise
        except BaseException:  # only to close what was opened; it is raised on
            self._lock.close()
            raise
        self._writer = Writer(writing, path, notify)
        try:
            self._read_searches()
        except BaseException:  # only to close what was opened; it is raised on
            self.close()
            raise

    def close(self) -> None:
        """Commit what is queued and close."""
        self._reading.close()  # first, so that it is the writer that folds the log
        self._writer.close()
        self._lock.close()

    def stop_waiting(self) -> None:
        """Wait for room on the disk no longer: what it has not taken fails with InfrastructureError, now and later."""
        self._writer.stop_waiting()

    @property
    def waited(self) -> bool:
        """True once writing had to wait for room on the disk."""
        return self._writer.waited

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # --- writing ---------------------------------------------------------------------------------------------------------

    def set_meta(self, key: str, value: Any) -> None:
        """Remember a fact of the run (config, commit, versions) as JSON; durable on return."""
        text = schema.dumps(value)
        values = (key, text, schema.digest("run", key, text))
        self._writer.submit([("INSERT OR REPLACE INTO run (key, value, digest) VALUES (?, ?, ?)", values)]).result()

    def add_search(self, name: str, task: str, seed: int, initial: str) -> None:
        """Register a search; the same name again must agree in task, seed and initial program. Durable on return.

        Written twice, as a row and in the diary: without it all attempts of a search are orphans.
        """
        source_id = content_id(initial)
        if (known := self._searches.get(name)) is not None:
            if (known.task, known.seed, known.initial) != (task, seed, source_id):
                raise UserError(f"{self.path}: search {name} was started from another initial program; choose another out=")
            return
        entry = Entry(max((one.id for one in self._searches.values()), default=0) + 1, name, task, seed, source_id)
        row = (entry.id, name, task, seed, source_id)
        put = (
            "INSERT INTO search (id, name, task, seed, initial, digest) VALUES (?, ?, ?, ?, ?, ?)",
            (*row, schema.digest("search", *row)),
        )
        self._writer.submit([(PUT_PROGRAM, (source_id, initial)), put, _event(SEARCH, list(row))]).result()
        self._searches[name] = entry

    def append(self, attempt: Attempt, child_source: str | None = None) -> Future[None]:
        """Add one attempt, and its child's source. A second attempt with the same search and index fails with IntegrityError."""
        return self._writer.submit(self._attempt_statements(attempt, child_source))

    def _attempt_statements(self, attempt: Attempt, child_source: str | None) -> list[Statement]:
        statements: list[Statement] = []
        if child_source is not None:
            assert attempt.child is not None
            self._remember(attempt.child, child_source)
            statements.append((PUT_PROGRAM, (attempt.child, child_source)))
        statements.append((schema.INSERT_ATTEMPT, schema.attempt_row(self._searches[attempt.search].id, attempt, time.time())))
        return statements

    def land(self, attempts: Sequence[tuple[Attempt, str | None]], kind: str, data: Any) -> Future[None]:
        """Add several attempts (each with its child's source) and a line of the diary: all of it or nothing."""
        statements = [statement for attempt, source in attempts for statement in self._attempt_statements(attempt, source)]
        return self._writer.submit([*statements, _event(kind, data)])

    def intend(self, search: str, index: int, turn: int, messages: tuple[Message, ...], plan: Any) -> Future[None]:
        """Record that a model is about to be called."""
        text = schema.messages_text(messages)
        prompt = content_id(text)
        values = (self._searches[search].id, index, turn, prompt, schema.dumps(plan), time.time())
        return self._writer.submit([(PUT_PROMPT, (prompt, text)), (PUT_CALL, (*values, schema.digest("call", *values)))])

    def answer(self, search: str, index: int, turn: int, reply: Reply) -> Future[None]:
        """Record the raw answer of a call."""
        sql = "UPDATE call SET answered = ?4, reply = ?5, reply_digest = ?6 WHERE search = ?1 AND idx = ?2 AND turn = ?3"
        values = (self._searches[search].id, index, turn, time.time(), schema.reply_text(reply))
        return self._writer.submit([(sql, (*values, schema.digest("reply", *values)))])

    def event(self, kind: str, data: Any = None) -> Future[None]:
        """Add to the run's diary (start, stop, seed_failed …)."""
        return self._writer.submit([_event(kind, data)])


def _event(kind: str, data: Any) -> Statement:
    at, text = time.time(), schema.dumps(data)
    return PUT_EVENT, (at, kind, text, schema.digest("event", at, kind, text))
