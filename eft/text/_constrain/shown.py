"""A program as what may be searched for: its editable lines, and how long a run from each must be to occur once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from eft.text import blocks
from eft.text.reply import DIVIDER, REPLACE, SEARCH, EditError, parse


class Shown:
    """lines: the whole program. starts: lines at which a run may begin.

    If a run that occurs once exists anywhere, only such runs are taken: starts are those that have one. Otherwise all starts stand, and a
    run may end at its first line that is not blank (it is ambiguous, whatever is chosen).
    """

    def __init__(self, lines: tuple[str, ...], writable: frozenset[int]) -> None:
        self.lines = lines
        segments = _segments(lines, writable)
        self.bytes = {k: lines[k].encode() + b"\n" for low, high in segments for k in range(low, high)}
        self._end = {k: high for low, high in segments for k in range(low, high)}
        visible = {k: next((j for j in range(k, high) if lines[j].strip()), None) for k, high in self._end.items()}
        common = _common(lines, self._end)
        once = {k: max(common[k], at - k) + 1 for k, at in visible.items() if at is not None}
        once = {k: need for k, need in once.items() if k + need <= self._end[k]}
        self._need = once or {k: at - k + 1 for k, at in visible.items() if at is not None}
        self.starts = tuple(sorted(self._need))

    def line(self, start: int, depth: int) -> bytes | None:
        """Line `depth` of the run from `start` with its newline; None behind its end."""
        at = start + depth
        return self.bytes[at] if at < self._end[start] else None

    def closable(self, start: int, depth: int) -> bool:
        """Whether the run may end after `depth` lines."""
        return self._need[start] <= depth

    def replaced(self, start: int, depth: int, body: Sequence[str], writable: frozenset[int]) -> Shown:
        """The program after the edit."""
        return shown((*self.lines[:start], *body, *self.lines[start + depth :]), writable)


@lru_cache(maxsize=64)
def shown(lines: tuple[str, ...], writable: frozenset[int]) -> Shown:
    """Built once for all replies to a program."""
    return Shown(lines, writable)


def _segments(lines: Sequence[str], writable: frozenset[int]) -> list[tuple[int, int]]:
    """Editable lines without those that SEARCH text cannot hold. Empty if the program has no usable markers."""
    try:
        spans = blocks.spans(lines)
    except blocks.MarkerError:
        return []
    found = []
    for low, high in spans:
        start = low
        for k in range(low, high + 1):
            if k == high or not _searchable(lines[k], writable):
                if start < k:
                    found.append((start, k))
                start = k + 1
    return found


def _searchable(line: str, writable: frozenset[int]) -> bool:
    """Not a line that the reader of replies takes for something else, nor one that cannot be written."""
    try:
        text = line.encode()
    except UnicodeEncodeError:
        return False
    odd = line.endswith("\r") or "</think>" in line or "\ufffd" in line  # the last: what stands for bytes that are no text
    return not odd and writable.issuperset(text) and not _marker(line)


def _marker(line: str) -> bool:
    """Whether the line ends a SEARCH text: tried with the reader itself."""
    if not any(sign in line for sign in ("=======", "SEARCH", "REPLACE")):
        return False
    try:
        return parse("\n".join((SEARCH, line, DIVIDER, REPLACE))).blocks[0].search != (line,)
    except EditError:
        return True


def _common(lines: Sequence[str], end: dict[int, int]) -> dict[int, int]:
    """For each start, the most lines that its run has in common with the run from another start. Neighbours in sorted order suffice."""
    order = sorted(end, key=lambda k: list(lines[k : end[k]]))
    found = dict.fromkeys(order, 0)
    for a, b in pairwise(order):
        same = 0
        while a + same < end[a] and b + same < end[b] and lines[a + same] == lines[b + same]:
            same += 1
        found[a], found[b] = max(found[a], same), max(found[b], same)
    return found
