"""Tables of `run.db` and the conversion between records and rows. The attempt log is the truth; everything else is derived."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from eft.types import Attempt, Message, Outcome, Reply, Status, content_id

APPLICATION_ID = 0x45465431  # "EFT1" in the file header, so that another program's database is never taken for ours
VERSION = 1
MIGRATIONS: Mapping[int, str] = {}  # version found in a file -> SQL that brings it to the next version

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

REPLY_FIELDS = tuple(f.name for f in fields(Reply))
OUTCOME_FIELDS = tuple(f.name for f in fields(Outcome))
KNOWN_OUTCOME = frozenset(OUTCOME_FIELDS)
ATTEMPT_FIELDS = tuple(f.name for f in fields(Attempt))
ATTEMPT_COLUMNS = ATTEMPT_FIELDS[3:]  # after search, index and task, which SELECT_ATTEMPT reads first
PROMPT, OUTCOME, EXTRA, TOLERANT = map(ATTEMPT_FIELDS.index, ("prompt", "outcome", "extra", "tolerant"))
INSERT_ATTEMPT = (
    f"INSERT INTO attempt (search, idx, ended, {', '.join(ATTEMPT_COLUMNS)}) "  # noqa: S608 # names of our own record's fields
    f"VALUES ({', '.join('?' * (len(ATTEMPT_COLUMNS) + 3))})"
)
SELECT_ATTEMPT = (
    f"SELECT search.name, attempt.idx, search.task, {', '.join('attempt.' + c for c in ATTEMPT_COLUMNS)} "  # noqa: S608 # as above
    "FROM attempt JOIN search ON search.id = attempt.search "
)


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
    """Values for INSERT_ATTEMPT."""
    values = {name: getattr(attempt, name) for name in ATTEMPT_COLUMNS}
    values["outcome"] = None if attempt.outcome is None else dumps({name: getattr(attempt.outcome, name) for name in OUTCOME_FIELDS})
    values["extra"] = dumps(dict(attempt.extra))
    values["tolerant"] = int(attempt.tolerant)
    values["prompt"] = attempt.prompt or None
    return (search, attempt.index, ended, *values.values())


def read_attempt(row: tuple[Any, ...]) -> Attempt:
    """The record of one row of SELECT_ATTEMPT, whose columns come in the order of the record's fields."""
    values = list(row)
    values[PROMPT] = values[PROMPT] or ""
    values[OUTCOME] = None if values[OUTCOME] is None else read_outcome(json.loads(values[OUTCOME]))
    values[EXTRA] = {} if values[EXTRA] == "{}" else json.loads(values[EXTRA])
    values[TOLERANT] = bool(values[TOLERANT])
    return Attempt(*values)


def read_outcome(data: dict[str, Any]) -> Outcome:
    """An outcome from its JSON; keys of newer versions are ignored."""
    known = data if data.keys() <= KNOWN_OUTCOME else {key: value for key, value in data.items() if key in KNOWN_OUTCOME}
    return Outcome(**{**known, "status": Status(known["status"]), "scores": tuple(known["scores"])})


def reply_text(reply: Reply) -> str:
    """A raw answer as JSON."""
    return dumps({name: getattr(reply, name) for name in REPLY_FIELDS})


def read_reply(text: str) -> Reply:
    """Inverse of `reply_text`."""
    data = json.loads(text)
    allowed = tuple(None if ids is None else tuple(ids) for ids in data.get("allowed", ()))
    return Reply(**{**data, "token_ids": tuple(data["token_ids"]), "logprobs": tuple(data["logprobs"]), "allowed": allowed})
