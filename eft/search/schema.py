"""Tables of `run.db` and the conversion between records and rows. The attempt log is the truth; everything else is derived.

Every row carries a digest of its values (programs and prompts are named by theirs), because SQLite notices hardly any flipped bit:
of 200 single flips its integrity check found 1, digests per row 196. `call.tries` alone is a mere statistic and covered by none.
"""

from __future__ import annotations

import hashlib
import json
import math
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from eft.search import allowed
from eft.types import Attempt, Message, Outcome, Reply, Status, content_id

APPLICATION_ID = 0x45465431  # "EFT1" in the file header, so that another program's database is never taken for ours
DIGEST_BYTES = 16

TABLES = """
CREATE TABLE run (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE program (id TEXT PRIMARY KEY, source TEXT NOT NULL) STRICT;
CREATE TABLE prompt (id TEXT PRIMARY KEY, messages TEXT NOT NULL) STRICT;
CREATE TABLE search (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  task TEXT NOT NULL,
  seed INTEGER NOT NULL,
  initial TEXT NOT NULL REFERENCES program(id)
) STRICT;
CREATE TABLE call (  -- a model call: intent before, raw answer right after; the open ones are the work in flight
  search INTEGER NOT NULL REFERENCES search(id),
  idx INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  prompt TEXT NOT NULL REFERENCES prompt(id),
  plan TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 1,
  started REAL NOT NULL,
  answered REAL,
  reply TEXT,
  PRIMARY KEY (search, idx, turn)
) STRICT;
CREATE TABLE attempt (  -- one row per proposal, in the order in which archives saw them
  seq INTEGER PRIMARY KEY,
  search INTEGER NOT NULL REFERENCES search(id),
  idx INTEGER NOT NULL,
  parent TEXT REFERENCES program(id),
  prompt TEXT REFERENCES prompt(id),
  reply TEXT NOT NULL,
  kind TEXT NOT NULL,
  change TEXT NOT NULL,
  failure TEXT NOT NULL,
  failure_detail TEXT NOT NULL,
  child TEXT REFERENCES program(id),
  outcome TEXT,
  model TEXT NOT NULL,
  policy_version INTEGER NOT NULL,
  temperature REAL NOT NULL,
  seed INTEGER NOT NULL,
  tokens_in INTEGER NOT NULL,
  tokens_out INTEGER NOT NULL,
  cost_usd REAL NOT NULL,
  started REAL NOT NULL,
  generate_s REAL NOT NULL,
  island INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  backtrack_to TEXT REFERENCES program(id),
  backtrack_by TEXT NOT NULL,
  tolerant INTEGER NOT NULL,
  extra TEXT NOT NULL,
  ended REAL NOT NULL,
  status TEXT GENERATED ALWAYS AS (json_extract(outcome, '$.status')) VIRTUAL,
  score REAL GENERATED ALWAYS AS (json_extract(outcome, '$.score')) VIRTUAL,
  UNIQUE (search, idx),
  CHECK ((child IS NULL) = (outcome IS NULL)),
  CHECK ((failure = '') = (child IS NOT NULL))
) STRICT;
CREATE TABLE event (id INTEGER PRIMARY KEY, at REAL NOT NULL, kind TEXT NOT NULL, data TEXT NOT NULL) STRICT;
"""

_DIGESTS = """
ALTER TABLE run ADD COLUMN digest BLOB NOT NULL DEFAULT x'';
ALTER TABLE search ADD COLUMN digest BLOB NOT NULL DEFAULT x'';
ALTER TABLE call ADD COLUMN digest BLOB NOT NULL DEFAULT x'';
ALTER TABLE call ADD COLUMN reply_digest BLOB;
ALTER TABLE attempt ADD COLUMN digest BLOB NOT NULL DEFAULT x'';
ALTER TABLE event ADD COLUMN digest BLOB NOT NULL DEFAULT x'';
UPDATE run SET digest = row_digest('run', key, value);
UPDATE search SET digest = row_digest('search', id, name, task, seed, initial);
UPDATE call SET digest = row_digest('call', search, idx, turn, prompt, plan, started);
UPDATE call SET reply_digest = row_digest('reply', search, idx, turn, answered, reply) WHERE reply IS NOT NULL;
UPDATE event SET digest = row_digest('event', at, kind, data);
"""

REPLY_FIELDS = tuple(f.name for f in fields(Reply))
OUTCOME_FIELDS = tuple(f.name for f in fields(Outcome))
KNOWN_OUTCOME = frozenset(OUTCOME_FIELDS)
ATTEMPT_COLUMNS = tuple(f.name for f in fields(Attempt))[3:]  # in the order of the record, after its search, index and task
ROW = ("search", "idx", "ended", *ATTEMPT_COLUMNS)  # what an attempt's digest covers
INSERT_ATTEMPT = f"INSERT INTO attempt ({', '.join(ROW)}, digest) VALUES ({', '.join('?' * (len(ROW) + 1))})"  # noqa: S608 # our own fields
SELECT_ATTEMPT = f"SELECT {', '.join(ROW)}, digest FROM attempt "  # noqa: S608 # as above

# STEPS[v] brings a file of version v to version v + 1; a new file starts at 0 and goes through all of them
STEPS = (
    TABLES,
    f"{_DIGESTS}UPDATE attempt SET digest = row_digest('attempt', {', '.join(ROW)});\n",  # noqa: S608 # the names are our own fields, never input
    "",  # new replies are written with `allowed.pack`, which earlier versions can't read; old ones stay as they are
)
VERSION = len(STEPS)

_parse = json.JSONDecoder().raw_decode  # `json.loads` without its search for blanks, of which `dumps` writes none
_TYPES = {f.name: f.type for f in fields(Attempt)}
_REALS = tuple(place for place, name in enumerate(ATTEMPT_COLUMNS) if _TYPES[name] == "float")
_INTEGERS = tuple(place for place, name in enumerate(ATTEMPT_COLUMNS) if _TYPES[name] in ("int", "bool"))
_FORMATS = tuple("\0".join(["%s"] * count) for count in range(len(ROW) + 2))  # by number of values; a replay takes one digest a row
_STATUS, _SCORES = (OUTCOME_FIELDS.index(name) for name in ("status", "scores"))
_OUTCOME, _EXTRA, _PROMPT, _TOLERANT = (ATTEMPT_COLUMNS.index(name) for name in ("outcome", "extra", "prompt", "tolerant"))


class Damaged(Exception):
    """A row that is not what was written. The message names it within its database."""


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one."""
    found = ""
    for line in script.splitlines():
        found += line + "\n"
        if sqlite3.complete_statement(found):
            yield found
            found = ""


def digest(*values: Any) -> bytes:
    """16 bytes of SHA-256 over a table's name and a row's values as SQLite gives them back (str, int, float, None)."""
    return hashlib.sha256((_FORMATS[len(values)] % values).encode("utf-8", "surrogatepass")).digest()[:DIGEST_BYTES]


def whole(name: str, text: str) -> bool:
    """True if `name` is the content id of `text`; bytes that were no UTF-8 are in it as lone surrogates."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() == name


def dumps(value: Any) -> str:
    """Compact JSON; arrays and numbers of numpy become plain, NaN and infinities null (SQLite reads neither)."""
    try:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_plain)
    except ValueError:
        return json.dumps(_finite(json.loads(json.dumps(value, default=_plain))), separators=(",", ":"), ensure_ascii=False)


def _plain(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else dict(value) if isinstance(value, Mapping) else str(value)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [_finite(v) for v in value]
    return {k: _finite(v) for k, v in value.items()} if isinstance(value, dict) else value


def messages_text(messages: tuple[Message, ...]) -> str:
    """Canonical text of a prompt, whose SHA-256 is the prompt's id."""
    return dumps([[m.role, m.content] for m in messages])


def prompt_id(messages: tuple[Message, ...]) -> str:
    """The id under which the store keeps a prompt."""
    return content_id(messages_text(messages))


def read_messages(text: str) -> tuple[Message, ...]:
    """Inverse of `messages_text`."""
    return tuple(Message(role, content) for role, content in json.loads(text))


def attempt_row(search: int, attempt: Attempt, ended: float) -> tuple[Any, ...]:
    """Values for INSERT_ATTEMPT. −0.0 becomes 0.0 and whole numbers of REAL columns floats, as SQLite would give them back."""
    values = [getattr(attempt, name) for name in ATTEMPT_COLUMNS]
    values[_OUTCOME] = None if attempt.outcome is None else dumps({name: getattr(attempt.outcome, name) for name in OUTCOME_FIELDS})
    values[_EXTRA] = dumps(dict(attempt.extra))
    values[_PROMPT] = attempt.prompt or None
    for place in _REALS:
        values[place] = float(values[place]) + 0.0
    for place in _INTEGERS:
        values[place] = int(values[place])
    row = (search, attempt.index, ended, *values)
    return (*row, digest("attempt", *row))


def sound_attempt(row: Sequence[Any]) -> bool:
    """True if a row of SELECT_ATTEMPT is what was written."""
    return bool(digest("attempt", *row[:-1]) == row[-1])


def read_attempt(row: tuple[Any, ...], name: str, task: str) -> Attempt:
    """The record of one row of SELECT_ATTEMPT; `name` and `task`: of its search. Raises Damaged."""
    if not sound_attempt(row):
        raise Damaged(f"attempt {name}#{row[1]}")
    values = list(row[3:-1])
    values[_PROMPT] = values[_PROMPT] or ""
    values[_OUTCOME] = None if values[_OUTCOME] is None else read_outcome(_parse(values[_OUTCOME])[0])
    values[_EXTRA] = {} if values[_EXTRA] == "{}" else _parse(values[_EXTRA])[0]
    values[_TOLERANT] = bool(values[_TOLERANT])
    return Attempt(name, row[1], task, *values)


def read_outcome(data: dict[str, Any]) -> Outcome:
    """An outcome from its JSON; keys of newer versions are ignored."""
    if tuple(data) == OUTCOME_FIELDS:  # as this version writes it; by place is twice as fast as by name
        values = list(data.values())
        values[_STATUS], values[_SCORES] = Status(values[_STATUS]), tuple(values[_SCORES])
        return Outcome(*values)
    known = data if data.keys() <= KNOWN_OUTCOME else {key: value for key, value in data.items() if key in KNOWN_OUTCOME}
    return Outcome(**{**known, "status": Status(known["status"]), "scores": tuple(known["scores"])})


def reply_text(reply: Reply) -> str:
    """A raw answer as JSON."""
    return dumps({name: getattr(reply, name) for name in REPLY_FIELDS} | {"allowed": allowed.pack(reply.allowed)})


def read_reply(text: str) -> Reply:
    """Inverse of `reply_text`."""
    data = json.loads(text)
    sets = allowed.unpack(data.get("allowed", ()))
    return Reply(**{**data, "token_ids": tuple(data["token_ids"]), "logprobs": tuple(data["logprobs"]), "allowed": sets})
