"""Reading `run.db`: on a connection that only reads, every row checked before it is believed."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from eft.search import opening, schema
from eft.types import Attempt, Direction, Message, Reply, UserError

CACHED_SOURCES = 4096  # programs kept in memory for parents and donors
CHUNK = 500  # rows per read: short transactions, so that the log can be folded back
SELECT_REPLIES = (
    "SELECT rowid, search, idx, turn, answered, reply, reply_digest FROM call WHERE reply IS NOT NULL AND rowid > ? ORDER BY rowid LIMIT ?"
)
SELECT_CALL = "SELECT search, idx, turn, prompt, plan, started, answered, reply, digest, reply_digest FROM call "


@dataclass(frozen=True, slots=True)
class Call:
    """One model call of attempt `index`; `plan` is what the engine needs to finish it after a restart. `reply` is None while open."""

    index: int
    turn: int
    prompt: str
    plan: Any
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A search as the database knows it; initial: id of the program it started from."""

    id: int
    name: str
    task: str
    seed: int
    initial: str


class Reader:
    """What is in the database of a run, as far as it is committed. Thread-safe. UserError names a row that is not what was written."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        """connection: of `opening.connect_reader`. No search is known before `_read_searches`."""
        self.path = path
        self._reading = connection
        self._reading_lock = threading.Lock()
        self._sources: OrderedDict[str, str] = OrderedDict()
        self._checked: dict[int, int] = {}  # search id -> sequence number up to which its rows were found sound
        self._searches: dict[str, Entry] = {}

    def meta(self, key: str) -> Any:
        """A fact set by `set_meta`, or None."""
        rows = self._rows("SELECT value, digest FROM run WHERE key = ?", (key,))
        if not rows:
            return None
        self._check(schema.digest("run", key, rows[0][0]) == rows[0][1], f"fact {key!r} of the run")
        return json.loads(rows[0][0])

    def searches(self) -> list[tuple[str, str, int]]:
        """(name, task id, seed) of every search, in the order in which they were added."""
        return [(one.name, one.task, one.seed) for one in sorted(self._searches.values(), key=lambda one: one.id)]

    def attempts(self, search: str | None = None) -> Iterator[Attempt]:
        """Attempts in the order in which they were committed (= the order the archive saw); of one search or of all."""
        ids = [self._searches[search].id] if search is not None else None
        last = 0
        while places := self._places(ids, last):  # again, for what was committed meanwhile
            for start in range(0, len(places), CHUNK):
                part = places[start : start + CHUNK]
                yield from self._records(self._at(part))
                last = part[-1]
                if ids:
                    self._checked[ids[0]] = max(last, self._checked.get(ids[0], 0))

    def _places(self, ids: Sequence[int] | None, after: int) -> list[int]:
        """Sequence numbers above `after`, of one search or of all."""
        where, key = ("search = ? AND", ids) if ids else ("", [])
        return [seq for (seq,) in self._rows(f"SELECT seq FROM attempt WHERE {where} seq > ? ORDER BY seq", (*key, after))]  # noqa: S608

    def _at(self, places: Sequence[int]) -> list[tuple[Any, ...]]:
        marks = ",".join("?" * len(places))
        return self._rows(f"{schema.SELECT_ATTEMPT} WHERE seq IN ({marks}) ORDER BY seq", places)

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
            source = found.get(program)
            if source is None or not schema.whole(program, source):
                self._check(False, f"program {program[:12]}", missing=source is None)
        return found

    def indices(self, search: str) -> set[int]:
        """Numbers of the committed attempts of a search; 0 is its seed program."""
        return {index for (index,) in self._rows("SELECT idx FROM attempt WHERE search = ?", (self._searches[search].id,))}

    def attempt(self, search: str, index: int) -> Attempt | None:
        """One attempt, or None while it has not been committed."""
        sql, key = f"{schema.SELECT_ATTEMPT} WHERE search = ? AND idx = ?", (self._searches[search].id, index)
        return next(iter(self._records(self._rows(sql, key), key)), None)

    def round(self, search: str, number: int) -> list[Attempt]:
        """The attempts of one round of training (`rounds.Rounds`)."""
        sql = f"{schema.SELECT_ATTEMPT} WHERE search = ? AND json_extract(extra, '$.round') = ? ORDER BY idx"
        return list(self._records(self._rows(sql, (self._searches[search].id, number))))

    def best(self, search: str, direction: Direction, *, quarantined: bool = False) -> Attempt | None:
        """The valid attempt with the best score, the earliest of equals; quarantined ones only on request."""
        self._check_attempts()
        order = "DESC" if direction is Direction.MAX else "ASC"
        trusted = "" if quarantined else "AND NOT json_extract(outcome, '$.quarantined')"
        sql = f"WHERE search = ? AND status = 'ok' {trusted} ORDER BY score {order}, seq LIMIT 1"
        return next(iter(self._records(self._rows(schema.SELECT_ATTEMPT + sql, (self._searches[search].id,)))), None)

    def source(self, program: str) -> str:
        """Source of a program by id. UserError if it is missing or does not match its hash (a damaged file)."""
        if program in self._sources:
            self._sources.move_to_end(program)
            return self._sources[program]
        rows = self._rows("SELECT source FROM program WHERE id = ?", (program,))
        self._check(bool(rows) and schema.whole(program, rows[0][0]), f"program {program[:12]}", missing=not rows)
        self._remember(program, rows[0][0])
        return str(rows[0][0])

    def prompt(self, prompt: str) -> tuple[Message, ...]:
        """Messages of a prompt by id; checked as `source` does."""
        rows = self._rows("SELECT messages FROM prompt WHERE id = ?", (prompt,))
        self._check(bool(rows) and schema.whole(prompt, rows[0][0]), f"prompt {prompt[:12]}", missing=not rows)
        return schema.read_messages(rows[0][0])

    def open_calls(self, search: str) -> list[Call]:
        """Calls whose attempt has not been committed (in flight when the run ended), by index and turn."""
        key = (self._searches[search].id,)
        committed = "EXISTS (SELECT 1 FROM attempt WHERE attempt.search = ?1 AND attempt.idx = call.idx)"
        rows = self._rows(f"{SELECT_CALL} WHERE search = ?1 AND NOT {committed} ORDER BY idx, turn", key)
        return [self._call(search, row) for row in rows]

    def call(self, search: str, index: int, turn: int) -> Call | None:
        """One call, or None."""
        key = (self._searches[search].id, index, turn)
        rows = self._rows(f"{SELECT_CALL} WHERE search = ? AND idx = ? AND turn = ?", key)
        if rows:
            self._check(rows[0][:3] == key, f"call {search}#{index}/{turn}")
        return self._call(search, rows[0]) if rows else None

    def events(self, kind: str) -> list[tuple[float, Any]]:
        """(time, data) of every event of one kind, oldest first."""
        found = []
        for id_, at, one, data, digest in self._rows("SELECT id, at, kind, data, digest FROM event ORDER BY id"):
            self._check(schema.digest("event", at, one, data) == digest, f"event {id_}")
            if one == kind:
                found.append((at, json.loads(data)))
        return found

    def failures(self) -> list[tuple[str, int, str]]:
        """(reason, count, one example of its detail) of the replies that gave no program, most frequent first."""
        self._check_attempts()
        sql = "SELECT failure, count(*), max(failure_detail) FROM attempt WHERE failure != '' GROUP BY failure ORDER BY 2 DESC, 1"
        return [(str(reason), int(count), str(detail)) for reason, count, detail in self._rows(sql)]

    def worked_s(self) -> float:
        """Wall seconds of earlier sessions: from each `start` event to the last attempt before the next one."""
        self._check_attempts()
        starts = [at for at, _ in self.events("start")]
        total = 0.0
        for begin, end in zip(starts, [*starts[1:], float("inf")], strict=False):
            ((last,),) = self._rows("SELECT max(ended) FROM attempt WHERE ended >= ? AND ended < ?", (begin, end))
            total += max(0.0, (last or begin) - begin)
        return total

    def usage(self) -> tuple[int, float]:
        """(tokens, cost in dollars) of all answered calls."""
        last = 0
        while rows := self._rows(SELECT_REPLIES, (last, CHUNK)):
            for _, id_, index, turn, answered, reply, digest in rows:
                if schema.digest("reply", id_, index, turn, answered, reply) != digest:
                    self._check(False, f"reply {self._name(id_)}#{index}/{turn}")
            last = rows[-1][0]
        sql = (
            "SELECT total(json_extract(reply, '$.tokens_in') + json_extract(reply, '$.tokens_out')), "
            "total(json_extract(reply, '$.cost_usd')) FROM call WHERE reply IS NOT NULL"
        )
        ((tokens, cost),) = self._rows(sql)
        return int(tokens), float(cost)

    # --- checking --------------------------------------------------------------------------------------------------------

    def _check(self, sound: bool, what: str, *, missing: bool = False) -> None:
        """UserError that names `what` unless it is sound."""
        if not sound:
            state = "missing" if missing else "damaged"
            raise UserError(f"{self.path}: {what} is {state}; `eft repair {self.path.parent}` keeps what is sound")

    def _name(self, id_: int) -> str:
        return next((one.name for one in self._searches.values() if one.id == id_), str(id_))

    def _records(self, rows: Sequence[tuple[Any, ...]], key: tuple[int, int] | None = None) -> Iterator[Attempt]:
        """Rows of SELECT_ATTEMPT as records; `key`: (search id, index) that they were asked for."""
        entry: Entry | None = None
        for row in rows:
            if entry is None or entry.id != row[0]:
                entry = next((one for one in self._searches.values() if one.id == row[0]), None)
            if entry is None or (key is not None and row[:2] != key):
                self._check(False, f"attempt {self._name(row[0])}#{row[1]}")
            assert entry is not None
            try:
                yield schema.read_attempt(row, entry.name, entry.task)
            except schema.Damaged as error:
                self._check(False, str(error))

    def _check_attempts(self) -> None:
        """Check the rows that no earlier call has: what SQL counts and compares is then what was written."""
        for entry in self._searches.values():
            places = self._places([entry.id], self._checked.get(entry.id, 0))
            for start in range(0, len(places), CHUNK):
                part = places[start : start + CHUNK]
                for row in self._at(part):
                    self._check(schema.sound_attempt(row), f"attempt {entry.name}#{row[1]}")
                self._checked[entry.id] = part[-1]

    def _call(self, search: str, row: tuple[Any, ...]) -> Call:
        id_, index, turn, prompt, plan, started, answered, reply, digest, reply_digest = row
        what = f"{search}#{index}/{turn}"
        self._check(schema.digest("call", id_, index, turn, prompt, plan, started) == digest, f"call {what}")
        if reply is None:
            self._check(reply_digest is None and answered is None, f"reply {what}")
            return Call(index, turn, prompt, json.loads(plan))
        self._check(schema.digest("reply", id_, index, turn, answered, reply) == reply_digest, f"reply {what}")
        return Call(index, turn, prompt, json.loads(plan), schema.read_reply(reply))

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            with self._reading_lock:
                try:
                    return self._reading.execute(sql, values).fetchall()
                except sqlite3.OperationalError as error:
                    if not str(error).startswith("Could not decode"):
                        raise
                    self._reading.text_factory = _surrogates  # the digests say then which row it is
                    return self._reading.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise opening.refused(self.path, error) from error

    def _remember(self, program: str, source: str) -> None:
        with self._reading_lock:
            self._sources[program] = source
            if len(self._sources) > CACHED_SOURCES:
                self._sources.popitem(last=False)

    def _read_searches(self) -> None:
        for id_, name, task, seed, initial, digest in self._rows("SELECT id, name, task, seed, initial, digest FROM search"):
            self._check(schema.digest("search", id_, name, task, seed, initial) == digest, f"search {name}")
            self._searches[name] = Entry(id_, name, task, seed, initial)


def _surrogates(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
