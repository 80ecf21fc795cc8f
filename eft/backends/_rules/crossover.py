"""Crossover: one aspect of a donor program, as its lines stand there, in place of the program's own."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from eft.backends._rules.changes import without
from eft.backends._rules.moves import Changed
from eft.backends._rules.outline import AUXILIARY, SCALARS, Outline, Piece, judged, names

_ASPECTS = {
    "move": "Take the move of the other program.",
    "accept": "Take the acceptance of the other program.",
    "restart": "Take the restarts of the other program.",
    "start": "Take the start of the other program.",
    "scalar": "Take a schedule of the other program.",
    "choose": "Take the pool of the other program.",
    "retry": "Take the second trial of the other program.",
}


def cross(outline: Outline, donor: Outline, rng: random.Random) -> Changed | None:
    """One aspect of the donor in the place of ours, with the scalars that it uses and we lack."""
    present = [aspect for aspect in _ASPECTS if any(piece.role == aspect for piece in donor.pieces())]
    if not present:
        return None
    aspect = rng.choice(present)
    if aspect == "scalar":
        held = [name for name in SCALARS if _keepers((*donor.before, *donor.body), name)]
        return (_ASPECTS[aspect], carry(outline, donor, rng.choice(held))) if held else None
    if aspect == "start":
        taken = replace(outline, before=_exchange(outline.before, donor.before, aspect))
    else:
        taken = replace(outline, body=_exchange(outline.body, donor.body, aspect))
    have = {name for piece in taken.pieces() for name in names(piece.lines)[0]}
    need = {name for piece in taken.body if piece.role == aspect for name in names(piece.lines)[1]}
    for name in sorted((need & AUXILIARY) - have):
        taken = carry(taken, donor, name)
    return _ASPECTS[aspect], taken


def _exchange(ours: Sequence[Piece], theirs: Sequence[Piece], role: str) -> tuple[Piece, ...]:
    """Our pieces with those of `role` replaced by the donor's, where ours stood or else where such a piece belongs."""
    taken = [piece for piece in theirs if piece.role == role]
    rest = [piece for piece in ours if piece.role != role]
    at = next((k for k, piece in enumerate(ours) if piece.role == role), None)
    if at is None:
        evaluated = next((k for k, piece in enumerate(rest) if piece.role == "evaluate"), 0)
        at = {"move": evaluated, "retry": evaluated + 1, "accept": evaluated + 1, "restart": len(rest)}.get(role, 0)
    return (*rest[:at], *taken, *rest[at:])


def _keepers(pieces: Sequence[Piece], name: str) -> list[Piece]:
    return [piece for piece in pieces if piece.role in ("scalar", "keep") and names(piece.lines)[0] == {name}]


def carry(outline: Outline, donor: Outline, name: str) -> Outline:
    """The statements by which the donor keeps `name`, instead of ours, each on its side of the evaluation."""
    outline = without(outline, name)
    place = next(k for k, piece in enumerate(donor.body) if piece.role == "evaluate")
    head = 1 if outline.body[0].role == "choose" else 0
    early, late = _keepers(donor.body[:place], name), _keepers(donor.body[place:], name)
    body = (*outline.body[:head], *early, *outline.body[head:])
    at = judged(body)
    return replace(outline, before=(*outline.before, *_keepers(donor.before, name)), body=(*body[:at], *late, *body[at:]))
