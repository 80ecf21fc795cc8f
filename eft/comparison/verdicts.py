"""Verdicts kept in a file, so that arms and comparisons that come upon the same program judge it once.

Small models make the same few edits again and again, arms and training seeds too: in an experiment most programs have been judged before.
Only verdicts that depend on the program alone are kept (scored, invalid, error); one that the clock or the machine had a part in is not.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

from eft.evaluation.evaluate import SandboxEvaluator
from eft.evaluation.tasks import is_timed
from eft.search.schema import OUTCOME_FIELDS, dumps, read_outcome
from eft.types import Outcome, Status, Task, UserError, content_id

KEPT = (Status.OK, Status.INVALID, Status.ERROR)
WAIT_S = 60.0  # for another process that is writing


class Verdicts:
    """A `SandboxEvaluator` that remembers. `purpose`: that of the evaluator, `search` or `final`. Thread-safe; processes may share the file."""

    def __init__(self, evaluator: SandboxEvaluator, file: Path, purpose: str) -> None:
        self._evaluator, self._purpose, self._lock = evaluator, purpose, threading.Lock()
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = sqlite3.connect(file, timeout=WAIT_S, check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")  # a verdict lost with the power is judged again
            self._db.execute("CREATE TABLE IF NOT EXISTS verdict (key BLOB PRIMARY KEY, outcome TEXT NOT NULL) WITHOUT ROWID")
        except sqlite3.DatabaseError as error:
            raise UserError(f"verdicts {file}: {error}; delete it or name another file") from error

    @property
    def profile(self) -> str:
        """As of the evaluator."""
        return self._evaluator.profile

    def version(self, task: Task) -> str:
        """As of the evaluator; part of every key, so that no verdict outlives the code that gave it."""
        return self._evaluator.version(task)

    def evaluate(self, task: Task, source: str, *, seeds: Sequence[int] | None = None) -> Outcome:
        """The verdict on `source`, from the file if it is there; `cpu_s` and `seconds` are then those of the first time."""
        if is_timed(task):
            return self._evaluator.evaluate(task, source, seeds=seeds)
        named = [task.id, self.version(task), self.profile, self._purpose, None if seeds is None else list(seeds), content_id(source)]
        key = hashlib.sha256(json.dumps(named).encode()).digest()
        with self._lock:
            row = self._db.execute("SELECT outcome FROM verdict WHERE key = ?", (key,)).fetchone()
        if row is not None:
            return read_outcome(json.loads(row[0]))
        outcome = self._evaluator.evaluate(task, source, seeds=seeds)
        if outcome.status in KEPT:
            text = dumps({name: getattr(outcome, name) for name in OUTCOME_FIELDS})
            with self._lock:
                self._db.execute("INSERT OR IGNORE INTO verdict VALUES (?, ?)", (key, text))
        return outcome

    def close(self) -> None:
        """Close the file and the evaluator."""
        with self._lock:
            self._db.close()
        self._evaluator.close()
