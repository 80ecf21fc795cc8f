"""Applying edits: only text between the EVOLVE-BLOCK markers may change, and a SEARCH text must be found once.

It is found exactly, else up to trailing space, else up to one common indentation; the two tolerant ways are recorded. Every
failure has one reason and a detail that is fit to be shown to the model (control characters escaped, bounded length).
"""

from __future__ import annotations

import ast
import threading
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from eft.text import blocks, match
from eft.text.reply import (
    DIVIDER,
    MAX_CHANGE_CHARS,
    REPLACE,
    SEARCH,
    Block,
    Directive,
    Edit,
    EditError,
    EditFailure,
    escape,
    parse,
)

__all__ = [
    "DIVIDER", "REPLACE", "SEARCH", "Applied", "Block", "Directive", "Edit", "EditError", "EditFailure", "apply", "check", "escape", "parse",
    "splice", "syntax_tree", "target",
]  # fmt: skip

MAX_PROGRAM_CHARS = 60_000
_PARSING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Applied:
    """The child's source. `change`: one line saying what was done. `tolerant`: a SEARCH text or an outside line differed in white space."""

    source: str
    change: str
    tolerant: bool


def target(edit: Edit, tags: Sequence[str]) -> str | None:
    """The ancestor a BACKTRACK names (None: the archive chooses). Raises EditError unknown_tag if it is none of `tags`."""
    tag = edit.directive.tag if edit.directive else ""
    if tag and tag not in tags:
        raise EditError(EditFailure.UNKNOWN_TAG, f"there is no ancestor {tag!r}; the lineage has {', '.join(tags) or 'none'}")
    return tag or None


def apply(edit: Edit, source: str, suffix: str = ".py") -> Applied:
    """Apply blocks or a full program to `source`, whose language `suffix` names. Raises EditError; a directive is no_edit here."""
    applied = splice(edit, source)
    if suffix == ".py":
        check(applied.source)
    return applied


def splice(edit: Edit, source: str) -> Applied:
    """`apply` without the syntax check, for programs in other languages."""
    if edit.directive is not None:
        raise EditError(EditFailure.NO_EDIT, "the reply is a directive, not an edit")
    lines = source.split("\n")
    inside = _spans(lines)
    after, tolerant = _rewrite(edit.program, lines, inside) if edit.program is not None else _replace_all(edit.blocks, lines)
    child = "\n".join(after)
    if child == source:
        raise EditError(EditFailure.UNCHANGED, "the edit leaves the program as it was")
    if len(child) > MAX_PROGRAM_CHARS:
        raise EditError(
            EditFailure.TOO_LONG, f"the program would have {len(child):,} characters; at most {MAX_PROGRAM_CHARS:,} are allowed"
        )
    return Applied(child, edit.change or _derived(lines, after), tolerant)


def check(source: str) -> None:
    """Raise EditError unparsable unless `source` is Python."""
    try:
        syntax_tree(source)
    except SyntaxError as error:
        raise EditError(EditFailure.UNPARSABLE, f"line {error.lineno}: {error.msg}: {(error.text or '').strip()[:160]}") from None
    except (ValueError, RecursionError, MemoryError, SystemError) as error:
        raise EditError(EditFailure.UNPARSABLE, f"not Python: {type(error).__name__}: {str(error)[:160]}") from None


def syntax_tree(source: str, tries: int = 3) -> ast.Module:
    """`ast.parse` without warnings about strange literals. Raises SyntaxError, ValueError, RecursionError, MemoryError, SystemError.

    One thread at a time: warning filters are global, and CPython 3.11 keeps one recursion counter for all parsers and raises
    SystemError when two of them meet (gh-106905); other parsers of the process may still cause one.
    """
    for left in reversed(range(tries)):
        try:
            with _PARSING, warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(source)
        except SystemError:
            if not left:
                raise
    raise AssertionError("unreachable")


def _derived(before: Sequence[str], after: Sequence[str]) -> str:
    """`old → new` of the first changed line: common head and tail dropped."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    old = before[head].strip() if head < len(before) else ""
    new = after[head].strip() if head < len(after) else ""
    return escape(f"{old[:56]} → {new[:56]}")[:MAX_CHANGE_CHARS]


def _spans(lines: Sequence[str]) -> list[tuple[int, int]]:
    try:
        return blocks.spans(lines)
    except blocks.MarkerError as error:
        raise EditError(EditFailure.NO_MARKERS, str(error)) from None


def _replace_all(edits: Sequence[Block], lines: list[str]) -> tuple[list[str], bool]:
    tolerant = False
    for number, block in enumerate(edits, 1):
        inside = _spans(lines)
        found = _place(number, block, lines, inside)
        after = [*lines[: found.low], *found.replace, *lines[found.high :]]
        if not _same_outside(lines, inside, after):
            raise EditError(
                EditFailure.OUTSIDE_BLOCK, f"block {number} changes text outside the EVOLVE-BLOCK markers (line {found.low + 1})"
            )
        lines, tolerant = after, tolerant or found.tolerant
    return lines, tolerant


def _place(number: int, block: Block, lines: list[str], inside: list[tuple[int, int]]) -> match.Match:
    """The one place of a block: inside the markers if it is there, else anywhere (then the caller compares the outside)."""
    if not any(line.strip() for line in block.search):
        raise EditError(EditFailure.AMBIGUOUS, f"block {number}: an empty SEARCH text stands everywhere")
    found = match.find(lines, block.search, block.replace)
    editable = [place for place in found if any(low <= place.low and place.high <= high for low, high in inside)]
    found = editable or found
    if len(found) == 1:
        return found[0]
    if found:
        places = ", ".join(str(place.low + 1) for place in found[:8])
        raise EditError(EditFailure.AMBIGUOUS, f"block {number}: the SEARCH text stands at lines {places}; add lines to make it unique")
    near = "\n".join(match.nearest(lines, block.search))
    raise EditError(EditFailure.NOT_FOUND, f"block {number}: SEARCH text not found" + (f"; the nearest lines are\n{near}" if near else ""))


def _same_outside(before: list[str], inside: list[tuple[int, int]], after: list[str]) -> bool:
    try:
        return blocks.outside(before, inside) == blocks.outside(after, blocks.spans(after))
    except blocks.MarkerError:
        return False


def _rewrite(program: str, lines: list[str], inside: list[tuple[int, int]]) -> tuple[list[str], bool]:
    """The source with its blocks taken from a full program, or from the text of its only block."""
    given = program.split("\n")
    try:
        theirs = blocks.spans(given)
    except blocks.MarkerError:
        if "EVOLVE-BLOCK-" in program:
            raise EditError(EditFailure.OUTSIDE_BLOCK, "the program's EVOLVE-BLOCK markers are unbalanced") from None
        return _only_block(given, lines, inside)
    ours, yours = blocks.outside(lines, inside), blocks.outside(given, theirs)
    bare = all(not line.strip() or blocks.marker(line) for piece in yours for line in piece)
    if len(ours) != len(yours) or not (bare or list(map(_blank, ours)) == list(map(_blank, yours))):
        raise EditError(EditFailure.OUTSIDE_BLOCK, "the program changes text outside the EVOLVE-BLOCK markers")
    after = list(ours[0])
    for (low, high), piece in zip(theirs, ours[1:], strict=True):
        after += [*given[low:high], *piece]
    return after, not bare and ours != yours


def _blank(piece: Sequence[str]) -> list[str]:
    """Lines up to trailing space and blank edges."""
    return "\n".join(line.rstrip() for line in piece).strip("\n").split("\n")


def _only_block(given: list[str], lines: list[str], inside: list[tuple[int, int]]) -> tuple[list[str], bool]:
    """A program without markers: the whole file with the markers left out, or the block's text alone."""
    if len(inside) != 1:
        raise EditError(EditFailure.OUTSIDE_BLOCK, f"the program has no markers and the file has {len(inside)} blocks")
    (low, high), text = inside[0], [line.rstrip() for line in given]
    head = [line.rstrip() for line in lines[: low - 1]]
    tail = [line.rstrip() for line in lines[high + 1 :]]
    while tail and not tail[-1]:
        tail.pop()
    while text and not text[-1]:
        text.pop()
    whole = len(text) >= len(head) + len(tail) and text[: len(head)] == head and text[len(text) - len(tail) :] == tail
    body = given[len(head) : len(text) - len(tail)] if whole and (head or tail) else given[: len(text)]
    return [*lines[:low], *body, *lines[high:]], False
