"""Near duplicates among transitions: the same change of the same program, up to a few words.

What is compared is the program a transition starts from and the lines its change takes out and puts in, both by MinHash (`sketch.py`), within one
family and label. Whole prompts and whole rewrites would not do: in every lineage they share nearly everything, and what a row teaches is
the difference. The response stands in where there are no programs or they are equal.
Candidates by locality-sensitive hashing: BANDS bands of two bins of either sketch, so a pair of likeness 0.9 in both is missed with probability
(1 − 0.9⁴)⁸ = 2·10⁻⁴. Rows are taken in order; one that is near a kept one is dropped, so every dropped row has a kept representative.
Memory: SKETCH_BYTES a row, and the tables of one family and label at a time.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eft.training.account import Account
from eft.training.choose import DIRECTIVE, Key, drop
from eft.training.sketch import BINS, sketch

BANDS = 8
SKETCH_BYTES = 2 * BINS * 2
REMEMBERED = 4096  # sketches of parents, which come back in row after row


class Sketches:
    """Sketches of parent and change, by the row's number in the file."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._parents: dict[bytes, bytes] = {}

    def add(self, row: dict[str, Any]) -> None:
        """Take the next row's texts down to SKETCH_BYTES."""
        parent, child = row["parent_code"] or "", row["child_code"] or ""
        key = hashlib.blake2b(parent.encode("utf-8", "replace"), digest_size=16).digest()
        if key not in self._parents:
            if len(self._parents) >= REMEMBERED:
                self._parents.clear()
            self._parents[key] = sketch(parent).tobytes()
        self._bytes += self._parents[key] + sketch(change(parent, child) or row["response"] or "").tobytes()

    def table(self) -> NDArray[np.uint16]:
        """[rows, 2, BINS]: parent, change."""
        return np.frombuffer(self._bytes, np.uint16).reshape(-1, 2, BINS)


def change(parent: str, child: str) -> str:
    """Lines that are in one program only, marked and in order; empty if there are no programs or they are equal."""
    if not parent or not child:
        return ""
    before, after = parent.split("\n"), child.split("\n")
    gone, new = set(before) - set(after), set(after) - set(before)
    return "\n".join([*(f"-{line}" for line in before if line in gone), *(f"+{line}" for line in after if line in new)])


def drop_near(keys: Sequence[Key], sketches: Sketches, least: float, account: Account) -> list[Key]:
    """Rows that are not near an earlier kept one; `least`: likeness of both sketches from which two rows are near. Decisions all stay."""
    table = sketches.table()
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for key in keys:
        if key.kind != DIRECTIVE:
            groups[key.family, key.label].append(key.at)
    near: set[int] = set()
    for rows in groups.values():
        near |= _near(rows, table, least)
    return drop(keys, f"near duplicates (likeness {least:g})", lambda key: key.at in near, account)


def _near(rows: Sequence[int], table: NDArray[np.uint16], least: float) -> set[int]:
    """Rows near an earlier kept one. Per band a table from its bins to the newest kept row, and from there to the older ones with the same."""
    kept: list[int] = []
    newest: list[dict[int, int]] = [{} for _ in range(BANDS)]
    older = array("i")  # [kept, BANDS]: place in `kept`, -1 at the end
    dropped: set[int] = set()
    for at in rows:
        own = table[at]
        bands = own[:, : 2 * BANDS].reshape(2, BANDS, 2).transpose(1, 0, 2).reshape(BANDS, 4).view(np.uint64).ravel().tolist()
        first = [newest[band].get(bins, -1) for band, bins in enumerate(bands)]
        candidates = sorted({kept[place] for band, start in enumerate(first) for place in _chain(start, band, older)})
        if candidates and bool(((table[candidates] == own).mean(axis=2) >= least).all(axis=1).any()):
            dropped.add(at)
            continue
        for band, bins in enumerate(bands):
            newest[band][bins] = len(kept)
        older.extend(first)
        kept.append(at)
    return dropped


def _chain(place: int, band: int, older: array[int]) -> Iterator[int]:
    while place >= 0:
        yield place
        place = older[place * BANDS + band]
