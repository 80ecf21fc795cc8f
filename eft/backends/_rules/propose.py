"""One proposal: draw changes until a sound one is found, complete the names it needs, drop what it left idle."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from eft.backends._rules import fragments
from eft.backends._rules.changes import CHANGES, OPTIMISERS
from eft.backends._rules.crossover import cross
from eft.backends._rules.lines import vary
from eft.backends._rules.moves import Change, Changed
from eft.backends._rules.names import undefined
from eft.backends._rules.outline import AUXILIARY, Outline, judged, names, pieces_of, read
from eft.backends._rules.slots import fill

MAX_LINES = 34  # of the editable region; with the skeleton around it a program stays near 45
_TRIES = 24
_SWEEP = re.compile(r"\bi = .*\bi\b(?!.* in )")


def propose(
    region: str, kind: str | None, donors: tuple[str, ...], rng: random.Random, double_rate: float, *, optimisers: bool = False
) -> tuple[str, str] | None:
    """(rationale, changed region), or None if nothing could be made of the text. kind: of the search space, None for no space.

    An outline that would not write the region as it stands (comments at odd places, tabs) is not used.
    """
    body = region.strip("\n")
    outline = read(body) if kind in fragments.INITIAL else None
    if outline is None or kind is None or outline.text() != body:
        return next((blind for _ in range(_TRIES) if (blind := vary(region, rng)) is not None and blind[1] != region), None)
    others = [found for donor in donors if (found := read(donor)) is not None]
    changes = (*CHANGES, *OPTIMISERS) if optimisers else CHANGES
    done = _sound(outline, kind, others, rng, changes)
    if done is None:
        return None
    if rng.random() < double_rate and (more := _sound(done[1], kind, others, rng, changes)) is not None and more[1].text() != body:
        done = (done[0] if more[0] == done[0] else f"{done[0]} {more[0]}", more[1])
    at = region.index(body)
    return done[0], region[:at] + done[1].text() + region[at + len(body) :]


def _sound(outline: Outline, kind: str, donors: list[Outline], rng: random.Random, changes: Sequence[Change]) -> Changed | None:
    """The first drawn change that changes something, leaves no name unset and keeps the program short."""
    before = outline.text()
    lines = before.count("\n") + 1
    for _ in range(_TRIES):
        done = cross(outline, rng.choice(donors), rng) if donors and rng.random() < 0.4 else rng.choice(changes)(outline, kind, rng)
        if done is None:
            continue
        changed = complete(done[1], rng)
        text = changed.text()
        if text != before and text.count("\n") < max(MAX_LINES, lines) and not undefined(text):
            return done[0], changed
    return None


def complete(outline: Outline, rng: random.Random) -> Outline:
    """Statements that set an idle auxiliary name go; those that a used but unset one needs come."""
    for _ in range(3):  # a needed statement may itself need a name
        outline = _without_idle(outline)
        missing = sorted(_read(outline) - _set_before(outline))
        if not missing:
            break
        for name in missing:
            outline = _needed(outline, name, rng)
    return outline


def _read(outline: Outline) -> set[str]:
    """Auxiliary names that something but their own upkeep reads; `i` only where it goes on from its last value."""
    found = {name for piece in outline.pieces() for name in names(piece.lines)[1] if names(piece.lines)[0] != {name}}
    found |= {name for piece in outline.body for name in names(piece.lines)[1] & names(piece.lines)[0] if name in found}
    used = (found & AUXILIARY) - {"i"}
    sweeps = any(_SWEEP.search(line) for piece in outline.body for line in piece.lines)
    return used | {"i"} if sweeps else used


def _set_before(outline: Outline) -> set[str]:
    """Auxiliary names that need nothing more: set before the loop, or freshly at the loop's start."""
    done = {name for piece in outline.before for name in names(piece.lines)[0]}
    for piece in outline.body:
        if piece.role == "evaluate":
            break
        writes, reads = names(piece.lines)
        if piece.role == "scalar":
            done |= writes - reads
    return done - {"stale", "pool", "past"} | {name for name in ("stale", "pool", "past") if name in done and _kept(outline, name)}


def _kept(outline: Outline, name: str) -> bool:
    return any(name in names(piece.lines)[0] and piece.role in ("scalar", "keep") for piece in outline.body)


def _needed(outline: Outline, name: str, rng: random.Random) -> Outline:
    before, upkeep = fragments.NEEDS[name]
    if not any(name in names(piece.lines)[0] for piece in outline.before):
        outline = replace(outline, before=(*outline.before, *pieces_of(fill(before, rng), False)))
    if upkeep and not _kept(outline, name):
        lines = pieces_of(fill(upkeep, rng))
        at = judged(outline.body) if name == "stale" else len(outline.body)
        outline = replace(outline, body=(*outline.body[:at], *lines, *outline.body[at:]))
    return outline


def _without_idle(outline: Outline) -> Outline:
    idle = AUXILIARY - _read(outline)

    def keeps(role: str, lines: tuple[str, ...]) -> bool:
        writes = names(lines)[0]
        return role not in ("scalar", "keep") or not (writes and writes <= idle)

    return replace(
        outline,
        before=tuple(piece for piece in outline.before if keeps(piece.role, piece.lines)),
        body=tuple(piece for piece in outline.body if keeps(piece.role, piece.lines)),
    )
