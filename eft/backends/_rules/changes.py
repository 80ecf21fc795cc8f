"""Single changes of a search program. Each takes the outline and gives a phrase and a new outline, or None if it does not fit.

Choices are uniform over what the table holds: no change knows what helps, and some are made to be neutral or harmful, so
that the record holds all three outcomes.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from eft.backends._rules import fragments
from eft.backends._rules.moves import (
    Change,
    Changed,
    add_move,
    drop_move,
    new_move,
    other_base,
    other_bounds,
    other_index,
    polish_move,
    repeat_move,
)
from eft.backends._rules.outline import SCALARS, Outline, Piece, judged, names, pieces_of, swap, where
from eft.backends._rules.slots import changed, fill, slots

# ---- acceptance, scalars ---------------------------------------------------------------------------------------------


def accept(outline: Outline, kind: str, rng: random.Random) -> Changed | None:
    """Another test of acceptance; the statement is put back if an edit removed it."""
    return _accept(outline, fill(rng.choice(fragments.ACCEPT), rng)[0], rng, "Accept by another rule.")


def _accept(outline: Outline, test: str, rng: random.Random, phrase: str) -> Changed | None:
    if test.endswith("past[0]):"):
        outline = _put_after(outline, fill(fragments.NEEDS["past"][1], rng), "keep", "past")
    at = where(outline.body, "accept")
    body = ("    x, value = y, new",) if not at else outline.body[at[0]].lines[1:]
    piece = Piece("accept", (test, *body))
    if at:
        return phrase, replace(outline, body=swap(outline.body, at[0], [piece]))
    place = judged(outline.body)
    return "Accept again.", replace(outline, body=(*outline.body[:place], piece, *outline.body[place:]))


def _put_after(outline: Outline, lines: Sequence[str], role: str, name: str) -> Outline:
    """Lines at the end of the loop, unless something there already keeps `name`."""
    if any(piece.role == role and name in names(piece.lines)[0] for piece in outline.body):
        return outline
    return replace(outline, body=(*outline.body, *pieces_of(lines, role=role)))


def without(outline: Outline, name: str) -> Outline:
    """The outline without the statements that set the scalar `name` only."""

    def keeps(piece: Piece) -> bool:
        return names(piece.lines)[0] != {name} or piece.role not in ("scalar", "keep")

    return replace(outline, before=tuple(filter(keeps, outline.before)), body=tuple(filter(keeps, outline.body)))


def scalar(outline: Outline, kind: str, rng: random.Random) -> Changed | None:
    """Another schedule (or none) for a step, temperature, rate or count that the program uses."""
    used = [name for name in SCALARS if any(name in names(piece.lines)[1] for piece in outline.body)]
    if not used:
        return None
    name = rng.choice(used)
    outline = without(outline, name)
    way = rng.random()
    if way < 0.25 or (way < 0.45 and name in fragments.ADAPT):
        constant = pieces_of(fill(fragments.CONSTANT[name], rng), False)
        outline = replace(outline, before=(*outline.before, *constant))
        if way < 0.25:
            return f"Keep {_WORD[name]} constant.", outline
        place = judged(outline.body)
        adapt = pieces_of(fill(rng.choice(fragments.ADAPT[name]), rng))
        return f"Adapt {_WORD[name]}.", replace(outline, body=(*outline.body[:place], *adapt, *outline.body[place:]))
    line = pieces_of(fill(rng.choice(fragments.SCHEDULE[name]), rng))
    place = 1 if outline.body[0].role == "choose" else 0
    return f"Schedule {_WORD[name]}.", replace(outline, body=(*outline.body[:place], *line, *outline.body[place:]))


_WORD = {"step": "the step", "temp": "the temperature", "rate": "the rate", "k": "the number of steps"}


# ---- start, restarts, population -------------------------------------------------------------------------------------


def start(outline: Outline, kind: str, rng: random.Random) -> Changed | None:
    """Another starting point."""
    at = where(outline.before, "start")
    if not at:
        return None
    new = pieces_of(fill(rng.choice(fragments.INITIAL[kind]), rng), False)
    return "Start from another point.", replace(outline, before=swap(outline.before, at[0], new))


def sample(outline: Outline, kind: str, rng: random.Random) -> Changed | None:
    """The best of several random points to start with; or no longer."""
    if at := where(outline.before, "sample"):
        return "Start from one point.", replace(outline, before=swap(outline.before, at[0], ()))
    place = next((k + 1 for k, piece in enumerate(outline.before) if piece.lines[0].startswith("value = objective(")), None)
    if place is None:
        return None
    new = pieces_of(fill(fragments.SAMPLE, rng, kind), False)
    return "Start from the best of several points.", replace(outline, before=(*outline.before[:place], *new, *outline.before[place:]))


def restart(outline: Outline, kind: str, rng: random.Random) -> Changed | None:
    """An answer to stagnation: added, changed or removed."""
    at = where(outline.body, "restart")
    if at and rng.random() < 0.3:
        return "No restarts.", replace(outline, body=swap(outline.body, at[0], ()))
    new = pieces_of(fill(rng.choice(fragments.RESTART), rng, kind), role="restart")
    if at:
        return "Restart another way.", replace(outline, body=swap(outline.body, at[0], new))
    return "Restart when it stagnates.", replace(outline, body=(*outline.body, *new))


def population(outline: Outline, kind: str, rng: random.Random) -> Changed | None:
    """A small pool of points to choose from: added, changed or removed."""
    chooses, keeps = where(outline.body, "choose"), [k for k in where(outline.body, "keep") if "pool" in names(outline.body[k].lines)[0]]
    line = fill(rng.choice(fragments.CHOOSE), rng)[0]
    if chooses and rng.random() < 0.4:
        return "Follow one point.", replace(outline, body=swap(outline.body, chooses[0], ()))
    if keeps and rng.random() < 0.5:
        kept = pieces_of(fill(rng.choice(fragments.KEEP), rng))
        return "Keep the pool another way.", replace(outline, body=swap(outline.body, keeps[0], kept))
    body = swap(outline.body, chooses[0], ()) if chooses else outline.body
    outline = replace(outline, body=(Piece("choose", (line,)), *body))
    return "Work on a pool of points.", _put_after(outline, fill(rng.choice(fragments.KEEP), rng), "keep", "pool")


def retry(outline: Outline, kind: str, rng: random.Random) -> Changed | None:
    """A second trial along the same line: added or removed."""
    if at := where(outline.body, "retry"):
        return "No second trial.", replace(outline, body=swap(outline.body, at[0], ()))
    if kind not in fragments.RETRY:
        return None
    place = judged(outline.body)
    new = pieces_of(fill(rng.choice(fragments.RETRY[kind]), rng))
    return "Try a second step along the line.", replace(outline, body=(*outline.body[:place], *new, *outline.body[place:]))


# ---- constants, deletions, harm --------------------------------------------------------------------------------------


def constant(outline: Outline, kind: str, rng: random.Random) -> Changed | None:
    """Another value of the short list in one slot."""
    groups = (outline.before, outline.body)
    places = [(g, k, n, slot) for g in (0, 1) for k, p in enumerate(groups[g]) for n, line in enumerate(p.lines) for slot in slots(line)]
    if not places:
        return None
    g, k, n, slot = rng.choice(places)
    piece = groups[g][k]
    new = Piece(piece.role, (*piece.lines[:n], changed(piece.lines[n], slot, rng), *piece.lines[n + 1 :]))
    edited = swap(groups[g], k, [new])
    return "Change a constant.", replace(outline, before=edited) if g == 0 else replace(outline, body=edited)


def delete(outline: Outline, kind: str, rng: random.Random) -> Changed | None:
    """A statement of the loop less."""
    at = [k for k, piece in enumerate(outline.body) if piece.role != "evaluate"]
    if not at:
        return None
    return "Remove a line.", replace(outline, body=swap(outline.body, rng.choice(at), ()))


def harm(outline: Outline, kind: str, rng: random.Random) -> Changed | None:
    """Something that should not help: acceptance without sense, an early stop, lost records, moves without effect."""
    way = rng.randrange(4)
    if way == 0:
        return _accept(outline, rng.choice(fragments.HARMFUL_ACCEPT), rng, "Accept loosely.")
    if way == 1:
        return "Stop early.", replace(outline, head=rng.choice(fragments.HARMFUL_LOOP))
    at = where(outline.body, "best") if way == 2 else where(outline.body, "scalar")
    if not at:
        return None
    return "Remove a line.", replace(outline, body=swap(outline.body, rng.choice(at), ()))


def repair(outline: Outline, kind: str, rng: random.Random) -> Changed | None:
    """Skeleton lines that earlier edits removed, put back one at a time."""
    if not outline.has("best"):
        lines = ("if value < best_value:", "    best, best_value = list(x), value")
        at = [*where(outline.body, "accept"), judged(outline.body) - 1][0] + 1
        return "Keep the best again.", replace(outline, body=(*outline.body[:at], Piece("best", lines), *outline.body[at:]))
    if not outline.has("accept"):
        return _accept(outline, "if new < value:", rng, "Accept again.")
    return ("Use all calls.", replace(outline, head=fragments.LOOP)) if outline.head != fragments.LOOP else None


def neutral(outline: Outline, kind: str, rng: random.Random) -> Changed | None:
    """Something without effect: an idle assignment, or two statements in another order."""
    if rng.random() < 0.3:
        line = Piece("other", (rng.choice(fragments.NEUTRAL),))
        return "Tidy up.", replace(outline, before=(*outline.before, line))
    at = [k for k in range(len(outline.body) - 1) if _commute(outline.body[k], outline.body[k + 1])]
    if not at:
        return None
    k = rng.choice(at)
    body = outline.body
    return "Reorder lines.", replace(outline, body=(*body[:k], body[k + 1], body[k], *body[k + 2 :]))


def _commute(first: Piece, second: Piece) -> bool:
    """No name that one writes is touched by the other (item assignments count as reads of their list)."""
    (w1, r1), (w2, r2) = names(first.lines), names(second.lines)
    return not (w1 & (w2 | r2) or w2 & r1 or {"y"} <= (r1 & r2) or "rng" in (r1 & r2))


# Uniform over this list: repetition is weight.
CHANGES: tuple[Change, ...] = (
    *(new_move,) * 6,
    *(add_move,) * 3,
    *(drop_move, repeat_move, other_index, other_base, other_bounds),
    *(accept, accept, accept, scalar, scalar, scalar, start, sample, restart, restart, population, population, retry),
    *(constant, constant, constant, delete, harm, repair, repair, neutral),
)
OPTIMISERS: tuple[Change, ...] = (polish_move,) * 3  # besides those, where they are allowed
