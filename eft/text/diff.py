"""From two programs to the reply that turns one into the other: minimal SEARCH/REPLACE blocks, each SEARCH found once."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from eft.text import blocks
from eft.text.edit import DIVIDER, REPLACE, SEARCH, Block, EditError, parse

_BRIDGE = 1  # equal lines between two changes that are cheaper to repeat than to open another block
_Piece = tuple[int, int, list[str]]  # lines [low, high) of the parent become these


def diff_edit(parent: str, child: str, change: str) -> str:
    """The canonical reply: rationale line `change`, then blocks. Both programs have the same text outside their blocks.

    Programs without markers are taken as all block (the compact prompt shows only that). If the programs hold lines that
    read as block signs, or no SEARCH text is unique, the reply is a fenced full program. Raises ValueError if they are equal or differ outside the blocks.
    """
    if parent == child:
        raise ValueError("the programs are equal")
    before, after = parent.split("\n"), child.split("\n")
    ours, theirs = _spans(before), _spans(after)
    if blocks.outside(before, ours) != blocks.outside(after, theirs):
        raise ValueError("the programs differ outside their blocks")
    pieces = [piece for mine, other in zip(ours, theirs, strict=True) for piece in _pieces(before, mine, after, other)]
    found = _unique(before, pieces)
    reply = "\n".join([change, *(_text(block) for block in found)])
    return reply if _reads_back(reply, found) else _whole(child, change)


def _spans(lines: Sequence[str]) -> list[tuple[int, int]]:
    try:
        return blocks.spans(lines)
    except blocks.MarkerError:
        return [(0, len(lines))]


def _pieces(before: list[str], ours: tuple[int, int], after: list[str], theirs: tuple[int, int]) -> list[_Piece]:
    """Changed stretches of one block, joined where only a line or so of equal text lies between."""
    old, new, at = before[slice(*ours)], after[slice(*theirs)], ours[0]
    found: list[_Piece] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if found and at + i1 - found[-1][1] <= _BRIDGE:
            low, high, lines = found.pop()
            found.append((low, at + i2, [*lines, *before[high : at + i1], *new[j1:j2]]))
        else:
            found.append((at + i1, at + i2, new[j1:j2]))
    return found


def _unique(lines: list[str], pieces: list[_Piece]) -> list[Block]:
    """Blocks whose SEARCH stands once in the editable text at the time they are applied; pieces that come to meet are joined.

    Empty if some piece cannot be made unique (a block that is a copy of part of another).
    """
    done: list[Block] = []
    queue, shift = list(pieces), 0
    while queue:
        low, high, new = queue.pop(0)
        low, high = low + shift, high + shift
        spans = _spans(lines)
        start, end = next((a, b) for a, b in spans if a <= low and high <= b)
        for up, down in _growth(low - start, end - high):
            if queue and high + down > queue[0][0] + shift:
                other = queue.pop(0)
                queue.insert(0, (low - shift, other[1], [*new, *lines[high : other[0] + shift], *other[2]]))
                break
            search = lines[low - up : high + down]
            if any(line.strip() for line in search) and sum(_count(lines[a:b], search) for a, b in spans) == 1:
                replace = [*lines[low - up : low], *new, *lines[high : high + down]]
                lines = [*lines[: low - up], *replace, *lines[high + down :]]
                shift += len(replace) - len(search)
                done.append(Block(tuple(search), tuple(replace)))
                break
        else:
            return []
    return done


def _growth(above: int, below: int) -> Iterator[tuple[int, int]]:
    """Context sizes (lines up, lines down): smallest sum first, upwards first."""
    for total in range(above + below + 1):
        for up in range(min(total, above), -1, -1):
            if total - up <= below:
                yield up, total - up


def _count(lines: list[str], search: list[str]) -> int:
    first, size = search[0], len(search)
    return sum(1 for at in range(len(lines) - size + 1) if lines[at] == first and lines[at : at + size] == search)


def _text(block: Block) -> str:
    return "\n".join([SEARCH, *block.search, DIVIDER, *block.replace, REPLACE])


def _reads_back(reply: str, expected: list[Block]) -> bool:
    try:
        return bool(expected) and parse(reply).blocks == tuple(expected)
    except EditError:
        return False


def _whole(child: str, change: str) -> str:
    sign = "```"
    while sign in child:
        sign += "`"
    return f"{change}\n{sign}python\n{child}\n{sign}"
