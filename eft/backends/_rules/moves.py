"""Changes of the move: the statements that make `y` from `x`, before the evaluation."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from eft.backends._rules import fragments
from eft.backends._rules.outline import Outline, Piece, indent, pieces_of, swap, where
from eft.backends._rules.slots import fill

Changed = tuple[str, Outline]
Change = Callable[[Outline, str, random.Random], Changed | None]


def _is_bounds(piece: Piece) -> bool:
    return piece.lines[0] in fragments.BOUNDS["vector"]


def _is_polish(piece: Piece) -> bool:
    return any("minimize(objective" in line for line in piece.lines)


def _moved(outline: Outline, move: Sequence[Piece]) -> Outline:
    """The outline with another move, in the old one's place."""
    at = where(outline.body, "move")
    place = at[0] if at else where(outline.body, "evaluate")[0]
    rest = [piece for k, piece in enumerate(outline.body) if k not in at]
    return replace(outline, body=(*rest[:place], *move, *rest[place:]))


def _move(outline: Outline) -> list[Piece]:
    return [piece for piece in outline.body if piece.role == "move"]


def _fresh_move(kind: str, rng: random.Random) -> list[Piece]:
    if rng.random() < 0.3:
        lines: tuple[str, ...] = fill(rng.choice(fragments.WHOLES[kind]), rng, kind)
    else:
        step = fill(rng.choice(fragments.STEPS[kind]), rng, kind)
        lines = ("y = list(x)", *(("for _ in range(k):", *indent(step)) if rng.random() < 0.25 else step))
    return list(pieces_of(lines, role="move"))


def new_move(outline: Outline, kind: str, rng: random.Random) -> Changed | None:
    """Another neighbourhood in place of the whole move."""
    move = _move(outline)
    bounds, polish = ([piece for piece in move if test(piece)] for test in (_is_bounds, _is_polish))
    if not bounds and kind in fragments.BOUNDS:
        bounds = [Piece("move", (fragments.BOUNDS[kind][0],))]
    return "Try another move.", _moved(outline, [*_fresh_move(kind, rng), *bounds, *polish])


def add_move(outline: Outline, kind: str, rng: random.Random) -> Changed | None:
    """A second move, made now and then on top of the first."""
    move = _move(outline)
    if not move or sum(piece.lines[0].startswith("if ") for piece in move) > 1:
        return None
    at = next((k for k, piece in enumerate(move) if _is_bounds(piece)), len(move))
    table = fragments.STEPS if rng.random() < 0.7 else fragments.WHOLES
    inner = indent(fill(rng.choice(table[kind]), rng, kind))
    extra = Piece("move", (*fill("if rng.random() < <CHANCE>:", rng), *inner))
    return "Mix in a second move.", _moved(outline, [*move[:at], extra, *move[at:]])


def polish_move(outline: Outline, kind: str, rng: random.Random) -> Changed | None:
    """A library optimiser at the end of the move, always or now and then: added, changed or removed."""
    if kind not in fragments.POLISH:
        return None
    move = _move(outline)
    rest = [piece for piece in move if not _is_polish(piece)]
    if len(rest) < len(move) and rng.random() < 0.3:
        return "No library optimiser.", _moved(outline, rest)
    line = fill(fragments.POLISH[kind], rng)
    lines = line if rng.random() < 0.5 else (*fill("if rng.random() < <CHANCE>:", rng), *indent(line))
    return "Finish the move with a library optimiser.", _moved(outline, [*rest, Piece("move", lines)])


def drop_move(outline: Outline, kind: str, rng: random.Random) -> Changed | None:
    """A conditional move less, or its condition less."""
    move = _move(outline)
    at = [k for k, piece in enumerate(move) if piece.lines[0].startswith(("if ", "for _"))]
    if not at:
        return None
    k = rng.choice(at)
    inner = tuple(line[4:] for line in move[k].lines[1:]) if all(line.startswith("    ") for line in move[k].lines[1:]) else ()
    if inner and rng.random() < 0.5:
        return "Always make that move.", _moved(outline, swap(move, k, pieces_of(inner, role="move")))
    return "Drop a move.", _moved(outline, swap(move, k, ()))


def repeat_move(outline: Outline, kind: str, rng: random.Random) -> Changed | None:
    """The steps in place made k times."""
    move = _move(outline)
    at = [k for k, piece in enumerate(move) if not piece.lines[0].startswith(("y = ", "if ", "for _"))]
    if not at or at != list(range(at[0], at[-1] + 1)):
        return None
    lines = [line for k in at for line in move[k].lines]
    loop = Piece("move", ("for _ in range(k):", *indent(lines)))
    return "Make several steps at once.", _moved(outline, [*move[: at[0]], loop, *move[at[-1] + 1 :]])


def other_index(outline: Outline, kind: str, rng: random.Random) -> Changed | None:
    """Another rule for the coordinate that a move takes."""
    return _other_line(outline, fragments.INDEX, rng, "Pick the coordinate another way.")


def other_base(outline: Outline, kind: str, rng: random.Random) -> Changed | None:
    """Another point for the move to start from."""
    return _other_line(outline, tuple(fill(line, rng)[0] for line in fragments.BASES), rng, "Start the move elsewhere.")


def other_bounds(outline: Outline, kind: str, rng: random.Random) -> Changed | None:
    """Another way back into the box."""
    return _other_line(outline, fragments.BOUNDS.get(kind, ()), rng, "Treat the bounds another way.")


def _other_line(outline: Outline, lines: Sequence[str], rng: random.Random, phrase: str) -> Changed | None:
    move = _move(outline)
    places = [(k, n) for k, piece in enumerate(move) for n, line in enumerate(piece.lines) if line.strip() in lines]
    if not places:
        return None
    k, n = rng.choice(places)
    old = move[k].lines[n]
    new = rng.choice([line for line in lines if line != old.strip()])
    edited = (*move[k].lines[:n], old[: len(old) - len(old.lstrip())] + new, *move[k].lines[n + 1 :])
    return phrase, _moved(outline, swap(move, k, [Piece("move", edited)]))
