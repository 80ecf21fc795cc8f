"""A new `run.db` from what is sound in a damaged one.

A row is sound if its digest (a program's or prompt's name) says so, an attempt if everything it names is sound as well. What is kept must
be a log that a run can have had, so that the engine can go on from it:

* order `free`: an attempt whose parent was made by a lost one is an orphan and dropped; the rest stays;
* order `strict` (or unknown): per search the attempts up to the first lost one. The calls after it are kept with their replies, so the run
  comes to the same history without asking the model again;
* a run in rounds (training) cannot lose an attempt: its later weights depend on it. Then nothing is made.

A lost program is made again by applying the reply to its parent where that gives the same SHA-256.
"""

# ruff: noqa: S608 # statements are built from names of our own tables and columns

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eft.search import carve, opening, schema
from eft.search.disk import Disk
from eft.text import edit
from eft.types import UserError

TABLES = ("run", "search", "call", "attempt", "event")
COVERED = {  # columns under each digest, in its order
    "run": ("key", "value"),
    "search": ("id", "name", "task", "seed", "initial"),
    "call": ("search", "idx", "turn", "prompt", "plan", "started"),
    "attempt": schema.ROW,
    "event": ("at", "kind", "data"),
}
REPLY = ("search", "idx", "turn", "answered", "reply")
NAMED = ("parent", "child", "backtrack_to")  # programs that an attempt names
SEARCH_EVENT, ROUND_EVENT = "search", "round"


@dataclass
class Found:
    """What was kept and what was not. orphans: sound attempts that had to go because of a lost one. remade: programs."""

    attempts: int = 0
    programs: int = 0
    replies: int = 0
    lost_attempts: list[str] = field(default_factory=list)
    lost_programs: list[str] = field(default_factory=list)
    lost_prompts: list[str] = field(default_factory=list)
    lost_replies: list[str] = field(default_factory=list)
    lost_searches: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    remade: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Nothing was lost."""
        return not (
            self.lost_attempts or self.lost_programs or self.lost_prompts or self.lost_replies or self.lost_searches or self.orphans
        )


def salvage(damaged: Path, new: Path, order: str) -> Found:
    """Fill the fresh file `new` from `damaged`, which is only read. `new` is complete and durable on return. Raises UserError."""
    with closing(opening.connect(new)) as connection:
        opening.prepare(new, Disk(connection))
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA journal_mode = DELETE")
        work = _Salvage(connection, order)
        connection.execute("BEGIN")
        work.collect(damaged)
        work.settle()
        connection.execute("COMMIT")
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise AssertionError("a kept row names what was not kept")
        connection.execute("VACUUM")
    return work.found


class _Salvage:
    def __init__(self, connection: sqlite3.Connection, order: str) -> None:
        self.found = Found()
        self._run, self._strict = connection.execute, order != "free"
        self._layout = {table: _layout(connection, table) for table in TABLES}
        self._shapes = {len(columns): table for table, columns in self._layout.items()}
        self._suspects: set[tuple[int, int]] = set()
        self._suspect_replies: set[tuple[int, int, int]] = set()

    # --- what is there ---------------------------------------------------------------------------------------------------

    def collect(self, damaged: Path) -> None:
        """Every sound row of every version into tables without constraints."""
        self._run("CREATE TEMP TABLE text (id TEXT PRIMARY KEY, text TEXT)")
        for table, columns in self._layout.items():
            self._run(f"CREATE TEMP TABLE old_{table} ({', '.join(name for name, _ in columns)})")
        for rowid, values in carve.rows(damaged):
            if len(values) == 2:
                self._text(*values)
            elif (kind := self._shapes.get(len(values))) is not None:
                self._row(kind, rowid, values)

    def _text(self, name: Any, text: Any) -> None:
        if isinstance(name, str) and isinstance(text, str) and schema.whole(name, text):
            self._run("INSERT OR IGNORE INTO text VALUES (?, ?)", (name, text))

    def _row(self, table: str, rowid: int, values: Sequence[Any]) -> None:
        columns = self._layout[table]
        row = {name: _typed(value, kind, rowid) for (name, kind), value in zip(columns, values, strict=True)}
        if schema.digest(table, *(row[name] for name in COVERED[table])) != row["digest"]:
            self._suspect(table, row)
            return
        if table == "call" and row["reply"] is not None and schema.digest("reply", *(row[name] for name in REPLY)) != row["reply_digest"]:
            self._suspect_replies.add((row["search"], row["idx"], row["turn"]))
            row |= {"reply": None, "answered": None, "reply_digest": None}
        self._run(f"INSERT INTO old_{table} VALUES ({', '.join('?' * len(row))})", tuple(row.values()))

    def _suspect(self, table: str, row: Mapping[str, Any]) -> None:
        place = tuple(row.get(name) for name in ("search", "idx", "turn"))
        if table == "attempt" and isinstance(place[0], int) and isinstance(place[1], int):
            self._suspects.add((place[0], place[1]))
        if table == "call" and all(isinstance(one, int) for one in place):
            self._suspect_replies.add((int(place[0] or 0), int(place[1] or 0), int(place[2] or 0)))

    # --- what of it is kept ----------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """From old_* and text into the tables of the new file."""
        self._run("INSERT OR REPLACE INTO run (key, value, digest) SELECT key, value, digest FROM old_run ORDER BY rowid")
        self._run("INSERT OR IGNORE INTO event (id, at, kind, data, digest) SELECT id, at, kind, data, digest FROM old_event ORDER BY id")
        self._searches()
        self._run("CREATE INDEX temp.by_key ON old_attempt (search, idx)")
        newest = "SELECT p.rowid FROM old_attempt p WHERE p.search = o.search AND p.idx = o.idx ORDER BY p.ended DESC, p.rowid DESC LIMIT 1"
        self._run(f"CREATE TEMP TABLE chosen AS SELECT o.* FROM old_attempt o WHERE o.rowid = ({newest})")
        self._remake()
        kept = self._attempts()
        self._calls(kept)
        self._texts()
        self._missing(kept)

    def _searches(self) -> None:
        names = ", ".join(COVERED["search"])
        self._run(f"INSERT OR IGNORE INTO search ({names}, digest) SELECT {names}, digest FROM old_search ORDER BY rowid")
        for (data,) in self._run("SELECT data FROM old_event WHERE kind = ?", (SEARCH_EVENT,)).fetchall():
            row = json.loads(data)
            self._run(f"INSERT OR IGNORE INTO search ({names}, digest) VALUES (?, ?, ?, ?, ?, ?)", (*row, schema.digest("search", *row)))
        for id_, name, initial in self._run("SELECT id, name, initial FROM search").fetchall():
            if self._source(initial) is None:
                self._run("DELETE FROM search WHERE id = ?", (id_,))
                self.found.lost_searches.append(f"{name} (its initial program)")
        self._names = dict(self._run("SELECT id, name FROM search").fetchall())
        unknown = self._run("SELECT DISTINCT search FROM old_attempt").fetchall()
        self.found.lost_searches += [f"number {id_}" for (id_,) in unknown if id_ not in self._names]

    def _source(self, program: str | None) -> str | None:
        row = self._run("SELECT text FROM text WHERE id = ?", (program,)).fetchone()
        return None if row is None else str(row[0])

    def _remake(self) -> None:
        """Lost programs from their parents and replies, parents first."""
        rows = self._run("SELECT child, parent, reply FROM chosen WHERE child NOT IN (SELECT id FROM text) ORDER BY seq").fetchall()
        for child, parent, reply in rows:
            source = self._source(parent)
            try:
                made = None if source is None else edit.splice(edit.parse(reply), source).source
            except edit.EditError:
                continue
            if made is not None and schema.whole(child, made):
                self._text(child, made)
                self.found.remade.append(child[:12])

    def _attempts(self) -> dict[int, set[str]]:
        """Copy the attempts that can stay; the programs made by them, per search."""
        made: dict[int, set[str]] = {id_: set() for id_ in self._names}
        ended: dict[int, int] = {}  # strict: the next index of each search
        cut: set[int] = set()
        columns = ", ".join((*schema.ROW, "digest"))
        found = self._run(f"SELECT rowid, search, idx, prompt, {', '.join(NAMED)} FROM chosen ORDER BY seq, ended").fetchall()
        for rowid, search, idx, prompt, parent, child, back in found:
            if search not in self._names:
                continue
            name = f"{self._names[search]}#{idx}"
            texts = [one for one in (prompt, parent, child, back) if one is not None and self._source(one) is None]
            orphan = any(one is not None and one not in made[search] for one in (parent, back)) or (idx > 0 and not made[search])
            late = self._strict and (search in cut or idx != ended.get(search, 0))
            if texts:
                self.found.lost_attempts.append(f"{name} (what it names)")
                cut.add(search)
            elif orphan or late:
                self.found.orphans.append(name)
                cut.add(search)
            else:
                ended[search] = idx + 1
                made[search] |= {child} if child is not None else set()
                self._run(f"INSERT INTO attempt ({columns}) SELECT {columns} FROM chosen WHERE rowid = ?", (rowid,))
                self.found.attempts += 1
        return made

    def _calls(self, made: Mapping[int, set[str]]) -> None:
        """Calls in their latest state. In free order those still open must be able to go on from the programs that are there."""
        columns = ", ".join(name for name, _ in self._layout["call"])
        for row in self._run(f"SELECT {columns} FROM old_call ORDER BY started, reply IS NOT NULL, rowid").fetchall():
            search, idx, _, prompt, plan = row[:5]
            if search not in self._names or self._source(prompt) is None:
                continue
            if not self._strict and not self._run("SELECT 1 FROM attempt WHERE search = ? AND idx = ?", (search, idx)).fetchone():
                data = json.loads(plan)
                named = [data.get(key) for key in ("parent", "tip", "backtrack_to")] + [*data.get("donors", ()), *data.get("members", ())]
                if any(one is not None and one not in made[search] for one in named):
                    continue
            self._run(f"INSERT OR REPLACE INTO call ({columns}) VALUES ({', '.join('?' * len(row))})", row)
        self.found.replies = self._run("SELECT count(*) FROM call WHERE reply IS NOT NULL").fetchone()[0]

    def _texts(self) -> None:
        self._run(
            "INSERT OR IGNORE INTO program SELECT id, text FROM text WHERE id IN (SELECT initial FROM search UNION SELECT parent FROM attempt "
            "UNION SELECT child FROM attempt UNION SELECT backtrack_to FROM attempt)"
        )
        self._run(
            "INSERT OR IGNORE INTO prompt SELECT id, text FROM text WHERE id IN (SELECT prompt FROM attempt UNION SELECT prompt FROM call)"
        )
        self.found.programs = self._run("SELECT count(*) FROM program").fetchone()[0]

    # --- what is missing -------------------------------------------------------------------------------------------------

    def _missing(self, made: Mapping[int, set[str]]) -> None:
        found = self.found
        sound = set(self._run("SELECT search, idx FROM chosen").fetchall())
        found.lost_attempts += [
            f"{self._names.get(search, search)}#{idx}" for search, idx in sorted(self._suspects - sound) if search in self._names
        ]
        found.lost_attempts += self._unseen(sound | self._suspects)
        named = "SELECT child AS id FROM chosen UNION SELECT parent FROM chosen UNION SELECT backtrack_to FROM chosen UNION SELECT initial FROM old_search"
        found.lost_programs += [one[:12] for one in self._absent(named)]
        found.lost_prompts += [one[:12] for one in self._absent("SELECT prompt AS id FROM chosen UNION SELECT prompt FROM old_call")]
        answered = set(self._run("SELECT search, idx, turn FROM call WHERE reply IS NOT NULL").fetchall())
        gone = sorted(place for place in self._suspect_replies - answered if place[0] in self._names)
        found.lost_replies += [f"{self._names[search]}#{idx}/{turn}" for search, idx, turn in gone]
        rounds = self._run("SELECT count(*) FROM event WHERE kind = ?", (ROUND_EVENT,)).fetchone()[0]
        if rounds and (found.lost_attempts or found.orphans):
            first = (found.lost_attempts + found.orphans)[0]
            raise UserError(f"a run in rounds cannot go on without attempt {first}: later weights depend on it; restore run.db from a copy")

    def _unseen(self, seen: set[tuple[int, int]]) -> list[str]:
        """Attempts of which nothing was found: numbers missing from the log, named where the search's own numbers have a gap."""
        places = {seq for (seq,) in self._run("SELECT seq FROM chosen").fetchall() if isinstance(seq, int)}
        count = max(places, default=0) - len(places) - len(self._suspects)
        if count <= 0:
            return []
        gaps = []
        for search, name in sorted(self._names.items()):
            own = {idx for one, idx in seen if one == search}
            gaps += [f"{name}#{idx}" for idx in range(max(own, default=0)) if idx not in own]
        return gaps[:count] if len(gaps) >= count else [*gaps, f"{count - len(gaps)} more, names unknown"]

    def _absent(self, ids: str) -> Iterator[str]:
        for (one,) in self._run(f"SELECT DISTINCT id FROM ({ids}) WHERE id IS NOT NULL AND id NOT IN (SELECT id FROM text)").fetchall():
            yield str(one)


def _layout(connection: sqlite3.Connection, table: str) -> list[tuple[str, str]]:
    """Columns as they lie in the file, with their types; computed ones do not."""
    rows = connection.execute(f"PRAGMA table_xinfo({table})").fetchall()
    return [
        (name, "KEY" if kind == "INTEGER" and key and table in ("search", "attempt", "event") else kind)
        for _, name, kind, _, _, key, hid in rows
        if not hid
    ]


def _typed(value: Any, kind: str, rowid: int) -> Any:
    """REAL columns hold whole numbers as integers, and a key that is the rowid as NULL."""
    if kind == "KEY" and value is None:
        return rowid
    return float(value) if kind == "REAL" and isinstance(value, int) else value
