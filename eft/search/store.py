"""`run.db`: every attempt of a run, durable before anything depends on it.

One writer with group commit (`writer.py`), readers on their own connection. Every `append`, `intend` and `answer` returns a future that
resolves when the disk has it; statements reach the disk in the order of the calls. A program is stored once under its SHA-256 and
checked against it on reading.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

from eft.search import schema
from eft.search.writer import Statement, Writer
from eft.types import Attempt, Direction, Message, Reply, UserError, content_id

CACHED_SOURCES = 4096  # programs kept in memory for parents and donors
CHUNK = 500  # rows per read: short transactions, so that the log can be folded back
BUSY_S = 30.0
PUT_PROGRAM = "INSERT OR IGNORE INTO program VALUES (?, ?)"
PUT_PROMPT = "INSERT OR IGNORE INTO prompt VALUES (?, ?)"
PUT_CALL = (
    "INSERT INTO call (search, idx, turn, prompt, plan, started) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET prompt = excluded.prompt, plan = excluded.plan, started = excluded.started, "
    "tries = tries + 1, answered = NULL, reply = NULL"
)


@dataclass(frozen=True, slots=True)
class Call:
    """One model call of attempt `index`; `plan` is what the engine needs to finish it after a restart. `reply` is None while open."""

    index: int
    turn: int
    prompt: str
    plan: Any
    reply: Reply | None = None


class Store:
    """The database of one run. Thread-safe; one process at a time."""

    def __init__(self, path: Path) -> None:
        """Open or create. UserError if the file is damaged, of another program or newer, or in use; it is then left as it is."""
        self.path = path
        self._lock_file = _lock(path)
        try:
            writing = _open(path)
            _prepare(path, writing)
            self._reading = _connect(path)
            self._reading.execute("PRAGMA query_only = ON")
        except BaseException:
            os.close(self._lock_file)
            raise
        self._reading_lock = threading.Lock()
        self._sources: OrderedDict[str, str] = OrderedDict()
        self._searches: dict[str, int] = {name: id_ for id_, name in self._rows("SELECT id, name FROM search")}
        self._writer = Writer(writing)

    def close(self) -> None:
        """Commit what is queued and close."""
        self._reading.close()
        self._writer.close()
        os.close(self._lock_file)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # --- writing ---------------------------------------------------------------------------------------------------------

    def set_meta(self, key: str, value: Any) -> None:
        """Remember a fact of the run (config, commit, versions) as JSON; durable on return."""
        self._writer.submit([("INSERT OR REPLACE INTO run VALUES (?, ?)", (key, schema.dumps(value)))]).result()

    def add_search(self, name: str, task: str, seed: int, initial: str) -> None:
        """Register a search; the same name again must agree in task, seed and initial program. Durable on return."""
        source_id = content_id(initial)
        if name in self._searches:
            ((*known,),) = self._rows("SELECT task, seed, initial FROM search WHERE name = ?", (name,))
            if known != [task, seed, source_id]:
                raise UserError(f"{self.path}: search {name} was started from another initial program; choose another out=")
            return
        number = len(self._searches) + 1
        row = ("INSERT INTO search VALUES (?, ?, ?, ?, ?)", (number, name, task, seed, source_id))
        self._writer.submit([(PUT_PROGRAM, (source_id, initial)), row]).result()
        self._searches[name] = number

    def append(self, attempt: Attempt, child_source: str | None = None) -> Future[None]:
        """Add one attempt, and its child's source. A second attempt with the same search and index fails with IntegrityError."""
        return self._writer.submit(self._attempt_statements(attempt, child_source))

    def _attempt_statements(self, attempt: Attempt, child_source: str | None) -> list[Statement]:
        statements: list[Statement] = []
        if child_source is not None:
            assert attempt.child is not None
            self._remember(attempt.child, child_source)
            statements.append((PUT_PROGRAM, (attempt.child, child_source)))
        statements.append((schema.INSERT_ATTEMPT, schema.attempt_row(self._searches[attempt.search], attempt, time.time())))
        return statements

    def land(self, attempts: Sequence[tuple[Attempt, str | None]], kind: str, data: Any) -> Future[None]:
        """Add several attempts (each with its child's source) and a line of the diary: all of it or nothing."""
        statements = [statement for attempt, source in attempts for statement in self._attempt_statements(attempt, source)]
        event = ("INSERT INTO event (at, kind, data) VALUES (?, ?, ?)", (time.time(), kind, schema.dumps(data)))
        return self._writer.submit([*statements, event])

    def intend(self, search: str, index: int, turn: int, messages: tuple[Message, ...], plan: Any) -> Future[None]:
        """Record that a model is about to be called."""
        text = schema.messages_text(messages)
        prompt = content_id(text)
        values = (self._searches[search], index, turn, prompt, schema.dumps(plan), time.time())
        return self._writer.submit([(PUT_PROMPT, (prompt, text)), (PUT_CALL, values)])

    def answer(self, search: str, index: int, turn: int, reply: Reply) -> Future[None]:
        """Record the raw answer of a call."""
        sql = "UPDATE call SET answered = ?, reply = ? WHERE search = ? AND idx = ? AND turn = ?"
        return self._writer.submit([(sql, (time.time(), schema.reply_text(reply), self._searches[search], index, turn))])

    def event(self, kind: str, data: Any = None) -> Future[None]:
        """Add to the run's diary (start, stop, seed_failed …)."""
        return self._writer.submit([("INSERT INTO event (at, kind, data) VALUES (?, ?, ?)", (time.time(), kind, schema.dumps(data)))])

    # --- reading ---------------------------------------------------------------------------------------------------------

    def meta(self, key: str) -> Any:
        """A fact set by `set_meta`, or None."""
        rows = self._rows("SELECT value FROM run WHERE key = ?", (key,))
        return json.loads(rows[0][0]) if rows else None

    def searches(self) -> list[tuple[str, str, int]]:
        """(name, task id, seed) of every search, in the order in which they were added."""
        return [(name, task, seed) for name, task, seed in self._rows("SELECT name, task, seed FROM search ORDER BY id")]

    def attempts(self, search: str | None = None) -> Iterator[Attempt]:
        """Attempts in the order in which they were committed (= the order the archive saw); of one search or of all."""
        where, value = ("attempt.search = ? AND ", [self._searches[search]]) if search is not None else ("", [])
        sql, last = f"{schema.SELECT_ATTEMPT} WHERE {where} attempt.seq > ? ORDER BY attempt.seq LIMIT {CHUNK}", 0
        numbered = sql.replace("SELECT ", "SELECT attempt.seq, ", 1)
        while rows := self._rows(numbered, (*value, last)):
            yield from (schema.read_attempt(row[1:]) for row in rows)
            last = rows[-1][0]

    def log(self, search: str) -> Iterator[tuple[Attempt, str | None]]:
        """Attempts of a search in the order of their commits, each with its child's source: what a replay reads.

        UserError if a program is missing or does not match its hash.
        """
        attempts = self.attempts(search)
        while part := list(islice(attempts, CHUNK)):
            sources = self._sources_of({attempt.child for attempt in part if attempt.child is not None})
            yield from ((attempt, None if attempt.child is None else sources[attempt.child]) for attempt in part)

    def _sources_of(self, programs: Collection[str]) -> dict[str, str]:
        sql = f"SELECT id, source FROM program WHERE id IN ({', '.join('?' * len(programs))})"  # noqa: S608 # only placeholders
        found = {str(program): str(source) for program, source in self._rows(sql, tuple(programs))}
        for program in programs:
            if program not in found or content_id(found[program]) != program:
                self.source(program)  # names what is wrong
        return found

    def indices(self, search: str) -> set[int]:
        """Numbers of the committed attempts of a search; 0 is its seed program."""
        return {index for (index,) in self._rows("SELECT idx FROM attempt WHERE search = ?", (self._searches[search],))}

    def attempt(self, search: str, index: int) -> Attempt | None:
        """One attempt, or None while it has not been committed."""
        sql = f"{schema.SELECT_ATTEMPT} WHERE attempt.search = ? AND attempt.idx = ?"
        rows = self._rows(sql, (self._searches[search], index))
        return schema.read_attempt(rows[0]) if rows else None

    def round(self, search: str, number: int) -> list[Attempt]:
        """The attempts of one round of training (`rounds.Rounds`)."""
        sql = f"{schema.SELECT_ATTEMPT} WHERE attempt.search = ? AND json_extract(attempt.extra, '$.round') = ? ORDER BY attempt.idx"
        return [schema.read_attempt(row) for row in self._rows(sql, (self._searches[search], number))]

    def best(self, search: str, direction: Direction, *, quarantined: bool = False) -> Attempt | None:
        """The valid attempt with the best score, the earliest of equals; quarantined ones only on request."""
        order = "DESC" if direction is Direction.MAX else "ASC"
        trusted = "" if quarantined else "AND NOT json_extract(outcome, '$.quarantined')"
        sql = f"WHERE attempt.search = ? AND status = 'ok' {trusted} ORDER BY score {order}, seq LIMIT 1"
        rows = self._rows(schema.SELECT_ATTEMPT + sql, (self._searches[search],))
        return schema.read_attempt(rows[0]) if rows else None

    def source(self, program: str) -> str:
        """Source of a program by id. UserError if it is missing or does not match its hash (a damaged file)."""
        if program in self._sources:
            self._sources.move_to_end(program)
            return self._sources[program]
        rows = self._rows("SELECT source FROM program WHERE id = ?", (program,))
        if not rows or content_id(rows[0][0]) != program:
            raise UserError(f"{self.path}: program {program[:12]} is {'damaged' if rows else 'missing'}; restore the file from a copy")
        self._remember(program, rows[0][0])
        return str(rows[0][0])

    def prompt(self, prompt: str) -> tuple[Message, ...]:
        """Messages of a prompt by id; checked against the hash as programs are."""
        rows = self._rows("SELECT messages FROM prompt WHERE id = ?", (prompt,))
        if not rows or content_id(rows[0][0]) != prompt:
            raise UserError(f"{self.path}: prompt {prompt[:12]} is {'damaged' if rows else 'missing'}; restore the file from a copy")
        return schema.read_messages(rows[0][0])

    def open_calls(self, search: str) -> list[Call]:
        """Calls whose attempt has not been committed (in flight when the run ended), by index and turn."""
        sql = (
            "SELECT idx, turn, prompt, plan, reply FROM call WHERE search = ?1 AND NOT EXISTS "
            "(SELECT 1 FROM attempt WHERE attempt.search = ?1 AND attempt.idx = call.idx) ORDER BY idx, turn"
        )
        return [_call(row) for row in self._rows(sql, (self._searches[search],))]

    def call(self, search: str, index: int, turn: int) -> Call | None:
        """One call, or None."""
        sql = "SELECT idx, turn, prompt, plan, reply FROM call WHERE search = ? AND idx = ? AND turn = ?"
        rows = self._rows(sql, (self._searches[search], index, turn))
        return _call(rows[0]) if rows else None

    def events(self, kind: str) -> list[tuple[float, Any]]:
        """(time, data) of every event of one kind, oldest first."""
        return [(at, json.loads(data)) for at, data in self._rows("SELECT at, data FROM event WHERE kind = ? ORDER BY id", (kind,))]

    def failures(self) -> list[tuple[str, int, str]]:
        """(reason, count, one example of its detail) of the replies that gave no program, most frequent first."""
        sql = "SELECT failure, count(*), max(failure_detail) FROM attempt WHERE failure != '' GROUP BY failure ORDER BY 2 DESC, 1"
        return [(str(reason), int(count), str(detail)) for reason, count, detail in self._rows(sql)]

    def worked_s(self) -> float:
        """Wall seconds of earlier sessions: from each `start` event to the last attempt before the next one."""
        starts = [at for at, _ in self.events("start")]
        total = 0.0
        for begin, end in zip(starts, [*starts[1:], float("inf")], strict=False):
            ((last,),) = self._rows("SELECT max(ended) FROM attempt WHERE ended >= ? AND ended < ?", (begin, end))
            total += max(0.0, (last or begin) - begin)
        return total

    def usage(self) -> tuple[int, float]:
        """(tokens, cost in dollars) of all answered calls."""
        sql = (
            "SELECT total(json_extract(reply, '$.tokens_in') + json_extract(reply, '$.tokens_out')), "
            "total(json_extract(reply, '$.cost_usd')) FROM call WHERE reply IS NOT NULL"
        )
        ((tokens, cost),) = self._rows(sql)
        return int(tokens), float(cost)

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            with self._reading_lock:
                return self._reading.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise _damaged(self.path, error) from error

    def _remember(self, program: str, source: str) -> None:
        with self._reading_lock:
            self._sources[program] = source
            if len(self._sources) > CACHED_SOURCES:
                self._sources.popitem(last=False)


def _call(row: tuple[Any, ...]) -> Call:
    index, turn, prompt, plan, reply = row
    return Call(index, turn, prompt, json.loads(plan), None if reply is None else schema.read_reply(reply))


def _damaged(path: Path, error: Exception) -> UserError:
    return UserError(f"{path}: not a readable run database ({error}); restore it from a copy or choose another out=")


def _lock(path: Path) -> int:
    """Hold `run.db.lock` for as long as the process lives: two writers would race. The kernel frees it on any death."""
    descriptor = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise UserError(f"{path}: in use by another process; wait for it or choose another out=") from None
    return descriptor


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False, cached_statements=64)


def _open(path: Path) -> sqlite3.Connection:
    """A checked connection for writing. Reads everything before it writes anything."""
    connection = _connect(path)
    try:
        fresh = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if not fresh:
            (owner,), (version,) = (connection.execute(f"PRAGMA {p}").fetchone() for p in ("application_id", "user_version"))
            if owner != schema.APPLICATION_ID:
                raise UserError(f"{path}: a database of another program; choose another out=")
            if version > schema.VERSION:
                raise UserError(f"{path}: written by a newer eft (schema {version}, this one reads {schema.VERSION}); update eft")
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise sqlite3.DatabaseError(found)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise _damaged(path, error) from error
    except UserError:
        connection.close()
        raise
    return connection


def _prepare(path: Path, connection: sqlite3.Connection) -> None:
    """Switch on durability, create the tables or migrate them, each in one transaction."""
    try:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        while version < schema.VERSION:
            step = schema.MIGRATIONS[version] if version else schema.TABLES
            following = version + 1 if version else schema.VERSION
            head = f"PRAGMA application_id = {schema.APPLICATION_ID}; PRAGMA user_version = {following};"
            connection.executescript(f"BEGIN IMMEDIATE; {head} {step} COMMIT;")
            version = following
    except sqlite3.DatabaseError as error:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        connection.close()
        raise _damaged(path, error) from error
