"""Two passes over a file of transitions: light keys to choose by, then the texts of the chosen rows, a few at a time.

Memory grows by the keys and sketches (measured: 0.8 kB a row), not by the texts.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from eft.training.choose import DIRECTIVE, Key, Pick
from eft.training.columns import NEEDED, stream_rows
from eft.training.examples import Row, Streamed
from eft.training.near import Sketches

TextRow = Mapping[str, Any]
KEYED = (
    "task", "family", "improvement_label", "system_prompt", "user_prompt", "response", "parent_code", "child_code", "status", "parent_status",
    "quarantined", "gain", "stage", "instance_uid", "leak", "kind",
)  # fmt: skip


def key_of(at: int, row: TextRow, leak: str = "") -> Key:
    """The key of row number `at`; strings that repeat are kept once. length is 0 for a row without prompt or answer."""
    user, response = row["user_prompt"] or "", row["response"] or ""
    text = f"{row['system_prompt'] or ''}\0{user}\0{response}"
    return Key(
        at,
        sys.intern(row["family"] or row["task"] or ""),
        sys.intern(row["stage"] or ""),
        sys.intern(row["improvement_label"] or ""),
        row["status"] and sys.intern(row["status"]),
        row["parent_status"] if row["parent_status"] is None else sys.intern(row["parent_status"]),
        bool(row["quarantined"]),
        row["gain"],
        len(response) if user else 0,
        hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest(),
        sys.intern(leak),
        sys.intern(row["kind"] or "edit"),
        row["kind"] == DIRECTIVE and response.startswith("BACKTRACK"),
    )


def keys_of(rows: Iterator[TextRow], leak: Callable[[TextRow], str], *, sketched: bool) -> tuple[list[Key], Sketches]:
    """Keys of all rows, and their sketches if asked for. One pass; no text is kept."""
    keys, sketches = [], Sketches()
    for at, row in enumerate(rows):
        keys.append(key_of(at, row, leak(row)))
        if sketched:
            sketches.add(dict(row))
    return keys, sketches


@dataclass(frozen=True)
class Chosen(Streamed):
    """The chosen rows in the order of the file, read anew whenever they are gone through. `make` turns a row and its pick into an example.

    picks: sorted by row number, which counts what `rows()` gives. An index costs a walk from the start: slices and iteration are what it is for.
    """

    rows: Callable[[], Iterator[TextRow]]
    picks: Sequence[Pick]
    make: Callable[[TextRow, Pick, int], Row]

    def __len__(self) -> int:
        return len(self.picks)

    def __iter__(self) -> Iterator[Row]:
        number = 0
        for at, row in enumerate(self.rows()):
            while number < len(self.picks) and self.picks[number].at == at:
                yield self.make(row, self.picks[number], number)
                number += 1
            if number == len(self.picks):
                return


def rows_of(paths: Sequence[Path], columns: Sequence[str], limit: int | None) -> Callable[[], Iterator[dict[str, Any]]]:
    """A function that streams the first `limit` rows of files or folders."""
    needed = [name for name in NEEDED if name in columns]
    return lambda: islice(chain.from_iterable(stream_rows(path, columns, needed) for path in paths), limit)
