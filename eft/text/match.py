"""Where the lines of a SEARCH text stand in a program: exactly, then up to trailing space, then up to indentation.

All scans are `str.find` on joined lines (linear in CPython's two-way search), so hostile sizes stay cheap.
"""

from __future__ import annotations

import difflib
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

_MOST = 32  # occurrences looked at; more than one is ambiguous anyway
_LINES, _WIDTH = 300, 100  # difflib is quadratic: what it may see


@dataclass(frozen=True, slots=True)
class Match:
    """`search` lines found at [low, high); `replace` already carries the indentation of the place."""

    low: int
    high: int
    replace: tuple[str, ...]
    tolerant: bool


def find(lines: Sequence[str], search: Sequence[str], replace: Sequence[str]) -> list[Match]:
    """All matches of the strictest level that has any; empty if none. `search` needs a non-blank line."""
    exact = [Match(at, at + len(search), tuple(replace), False) for at in _places(lines, search, _same)]
    if exact:
        return exact
    search, replace = _trim(search, replace)
    loose = [Match(at, at + len(search), tuple(replace), True) for at in _places(lines, search, str.rstrip)]
    return loose or _reindented(lines, search, replace)


def nearest(lines: Sequence[str], search: Sequence[str], count: int = 3) -> list[str]:
    """Lines of the program that look like the first SEARCH line it does not contain, as `12: text`."""
    known = {line.strip() for line in lines}
    wanted = next((line for line in search if line.strip() and line.strip() not in known), next(iter(search), "")).strip()[:_WIDTH]
    short = [line.strip()[:_WIDTH] for line in lines[:_LINES]]
    close = difflib.get_close_matches(wanted, list(dict.fromkeys(text for text in short if text)), n=count, cutoff=0.5)
    return [f"{short.index(text) + 1}: {lines[short.index(text)][:_WIDTH]}" for text in close]


def _same(line: str) -> str:
    return line


def _places(lines: Sequence[str], search: Sequence[str], view: Callable[[str], str]) -> list[int]:
    """Line numbers where `search` starts in `lines` under `view`, overlaps included."""
    if not search or len(search) > len(lines):
        return []
    viewed = [view(line) for line in lines]
    text = "\n" + "\n".join(viewed) + "\n"
    wanted = "\n" + "\n".join(view(line) for line in search) + "\n"
    starts = list(accumulate((len(line) + 1 for line in viewed), initial=0))
    found: list[int] = []
    at = text.find(wanted)
    while at >= 0 and len(found) < _MOST:
        found.append(bisect_right(starts, at) - 1)
        at = text.find(wanted, at + 1)
    return found


def _trim(search: Sequence[str], replace: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Drop blank lines at the edges of SEARCH, and as many at the same edges of REPLACE."""
    head = next((k for k, line in enumerate(search) if line.strip()), len(search))
    tail = next((k for k, line in enumerate(reversed(search)) if line.strip()), 0)
    search = search[head : len(search) - tail]
    while head and replace and not replace[0].strip():
        head, replace = head - 1, replace[1:]
    while tail and replace and not replace[-1].strip():
        tail, replace = tail - 1, replace[:-1]
    return search, replace


def _reindented(lines: Sequence[str], search: Sequence[str], replace: Sequence[str]) -> list[Match]:
    found = []
    for low in _places(lines, search, str.strip):
        shift = _shift(lines[low : low + len(search)], search)
        moved = None if shift is None else _move(replace, *shift)
        if moved is not None:
            found.append(Match(low, low + len(search), moved, True))
    return found


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _shift(there: Sequence[str], search: Sequence[str]) -> tuple[str, str] | None:
    """(add, drop): the one prefix by which every non-blank line of the place is deeper or shallower, else None."""
    pairs = [(_indent(a), _indent(b)) for a, b in zip(there, search, strict=True) if b.strip()]
    place, asked = pairs[0]
    if place.endswith(asked):
        add = place[: len(place) - len(asked)]
        return (add, "") if all(a == add + b for a, b in pairs) else None
    if asked.endswith(place):
        drop = asked[: len(asked) - len(place)]
        return ("", drop) if all(b == drop + a for a, b in pairs) else None
    return None


def _move(replace: Sequence[str], add: str, drop: str) -> tuple[str, ...] | None:
    """REPLACE shifted as the place is; None if a line is too shallow to be shifted."""
    if any(line.strip() and not line.startswith(drop) for line in replace):
        return None
    return tuple(add + line[len(drop) :] if line.strip() else line for line in replace)
