"""The edit grammar: what a reply may say, how it is applied, and why not.

Reply = optional reasoning (`<think>…</think>` is dropped), a rationale line, then one of
  * SEARCH/REPLACE blocks, applied in order, all or nothing;
  * one fenced full program (or the text of its only EVOLVE-BLOCK);
  * a directive line: `BACKTRACK`, `BACKTRACK <tag>` or `STAY`.
Only text between the EVOLVE-BLOCK markers may change. A SEARCH text must be found once: exactly, else up to trailing
space, else up to one common indentation; the two tolerant ways are recorded. Every failure has one reason, and a
detail that is fit to be shown to the model (control characters escaped, bounded length).
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from eft.text import blocks, match

MAX_REPLY_CHARS = 1_000_000
MAX_PROGRAM_CHARS = 60_000
MAX_BLOCKS = 64
MAX_DETAIL_CHARS = 600
MAX_CHANGE_CHARS = 120

SEARCH, DIVIDER, REPLACE = "<<<<<<< SEARCH", "=======", ">>>>>>> REPLACE"
_SEARCH = re.compile(r"[ \t]*<{5,9}[ \t]*SEARCH[ \t]*")
_DIVIDER = re.compile(r"[ \t]*={5,9}[ \t]*")
_REPLACE = re.compile(r"[ \t]*>{5,9}[ \t]*REPLACE[ \t]*")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*([\w+-]*)[ \t]*")
_DIRECTIVE = re.compile(r"[`*\s]*(BACKTRACK|STAY)(?:[ \t:]+<?([A-Za-z0-9_.~-]{1,32})>?)?[`*.\s]*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


class EditFailure(StrEnum):
    """Why a reply gives no child."""

    NO_EDIT = "no_edit"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    OUTSIDE_BLOCK = "outside_block"
    UNCHANGED = "unchanged"
    TOO_LONG = "too_long"
    UNPARSABLE = "unparsable"
    NO_MARKERS = "no_markers"
    UNKNOWN_TAG = "unknown_tag"


class EditError(Exception):
    """A reply that cannot be used: one reason, and a detail for the model and the record."""

    def __init__(self, reason: EditFailure, detail: str) -> None:
        self.reason = reason
        self.detail = escape(detail)[:MAX_DETAIL_CHARS]
        super().__init__(f"{reason}: {self.detail}")


@dataclass(frozen=True, slots=True)
class Block:
    """One SEARCH/REPLACE pair, as lines without their newlines. An empty `replace` deletes."""

    search: tuple[str, ...]
    replace: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Directive:
    """A decision instead of an edit. verb: `stay` or `backtrack`; tag: the ancestor named, or empty."""

    verb: str
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """A parsed reply: exactly one of `blocks`, `program`, `directive` is set. `change`: the rationale's first line."""

    blocks: tuple[Block, ...] = ()
    program: str | None = None
    directive: Directive | None = None
    change: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """The child's source. `change`: one line saying what was done. `tolerant`: a SEARCH text or an outside line differed in white space."""

    source: str
    change: str
    tolerant: bool


def escape(text: str) -> str:
    """Control, direction and surrogate characters as visible escapes; newline and tab stay."""
    return _CONTROL.sub(lambda found: found.group().encode("unicode_escape", "backslashreplace").decode("ascii"), text)


def parse(reply: str) -> Edit:
    """Read a reply. Raises EditError (no_edit, ambiguous, too_long) and nothing else."""
    if len(reply) > MAX_REPLY_CHARS:
        raise EditError(EditFailure.TOO_LONG, f"the reply has {len(reply):,} characters; at most {MAX_REPLY_CHARS:,} are read")
    lines = _answer(reply).replace("\r\n", "\n").split("\n")
    first = next((line for line in lines if line.strip()), "")
    if directive := _directive(first):
        return Edit(directive=directive)
    if any(_SEARCH.fullmatch(line) for line in lines):
        return _blocks(lines)
    programs, rationale = _fenced(lines)
    if programs:
        return Edit(program=_only(programs), change=_summary(rationale))
    for line in reversed(lines):
        if directive := _directive(line):
            return Edit(directive=directive)
    raise EditError(EditFailure.NO_EDIT, "the reply has no SEARCH/REPLACE block, no fenced program and no directive")


def target(edit: Edit, tags: Sequence[str]) -> str | None:
    """The ancestor a BACKTRACK names (None: the archive chooses). Raises EditError unknown_tag if it is none of `tags`."""
    tag = edit.directive.tag if edit.directive else ""
    if tag and tag not in tags:
        raise EditError(EditFailure.UNKNOWN_TAG, f"there is no ancestor {tag!r}; the lineage has {', '.join(tags) or 'none'}")
    return tag or None


def apply(edit: Edit, source: str) -> Applied:
    """Apply blocks or a full program to `source`. Raises EditError; a directive is no_edit here."""
    applied = splice(edit, source)
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
        raise EditError(EditFailure.TOO_LONG, f"the program would have {len(child):,} characters; at most {MAX_PROGRAM_CHARS:,} are allowed")
    return Applied(child, edit.change or _derived(lines, after), tolerant)


def check(source: str) -> None:
    """Raise EditError unparsable unless `source` is Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source)
    except SyntaxError as error:
        raise EditError(EditFailure.UNPARSABLE, f"line {error.lineno}: {error.msg}: {(error.text or '').strip()[:160]}") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise EditError(EditFailure.UNPARSABLE, f"not Python: {type(error).__name__}: {str(error)[:160]}") from None


def _answer(reply: str) -> str:
    """What follows the reasoning. An opening tag may be missing (chat templates put it into the prompt)."""
    head, closed, tail = reply.partition("</think>")
    if closed:
        return tail
    if head.lstrip().startswith("<think>"):
        raise EditError(EditFailure.NO_EDIT, "the reasoning was not closed: no answer after <think>")
    return head


def _directive(line: str) -> Directive | None:
    found = _DIRECTIVE.fullmatch(line) if len(line) <= 80 else None
    if found is None or (found[1] == "STAY" and found[2]):
        return None
    return Directive(found[1].lower(), found[2] or "")


def _blocks(lines: Sequence[str]) -> Edit:
    """State machine over lines: outside → SEARCH → REPLACE → outside. Any other order is refused."""
    found: list[Block] = []
    search: list[str] = []
    body: list[str] = []
    rationale: list[str] = []
    state = "outside"
    for line in lines:
        if _SEARCH.fullmatch(line):
            if state != "outside":
                raise _malformed(len(found), "a SEARCH line inside a block")
            state, search, body = "search", [], []
        elif state == "search" and _DIVIDER.fullmatch(line):
            state = "replace"
        elif _REPLACE.fullmatch(line):
            if state != "replace":
                raise _malformed(len(found), "a REPLACE line without its SEARCH and ======= lines")
            found.append(Block(tuple(search), tuple(body)))
            state = "outside"
            if len(found) > MAX_BLOCKS:
                raise EditError(EditFailure.TOO_LONG, f"more than {MAX_BLOCKS} blocks")
        else:
            {"outside": rationale if not found else [], "search": search, "replace": body}[state].append(line)
    if state != "outside":
        raise _malformed(len(found), "the block is not closed by >>>>>>> REPLACE")
    return Edit(blocks=tuple(found), change=_summary(rationale))


def _malformed(done: int, what: str) -> EditError:
    return EditError(EditFailure.NO_EDIT, f"block {done + 1}: {what}")


def _fenced(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Bodies of the code fences (a fence closes with at least as many of its own signs), and the text before the first."""
    found: list[str] = []
    before: list[str] = []
    body: list[str] | None = None
    sign = ""
    for line in lines:
        fence = _FENCE.fullmatch(line) if len(line) < 200 else None
        if body is None:
            if fence:
                body, sign = [], fence[1]
            elif not found:
                before.append(line)
        elif fence and not fence[2] and fence[1].startswith(sign):
            found.append("\n".join(body))
            body = None
        else:
            body.append(line)
    if body is not None:
        raise EditError(EditFailure.NO_EDIT, "the code fence is not closed")
    return found, before


def _only(programs: list[str]) -> str:
    marked = [text for text in programs if "EVOLVE-BLOCK-START" in text] or programs
    if len(marked) > 1:
        raise EditError(EditFailure.AMBIGUOUS, f"{len(marked)} fenced programs; give one")
    return marked[0]


def _summary(rationale: Sequence[str]) -> str:
    """First line with words, without Markdown signs."""
    for line in rationale:
        if not _FENCE.fullmatch(line) and (text := line.strip(" \t#*->`_:")):
            return escape(" ".join(text.split()))[:MAX_CHANGE_CHARS]
    return ""


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


def with_change(edit: Edit, change: str) -> Edit:
    """The same edit under another one-line summary."""
    return replace(edit, change=change)
