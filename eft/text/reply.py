"""Reading a reply: the edit grammar, and the reasons why a reply or its edit cannot be used.

Reply = optional reasoning (`<think>…</think>` is dropped), a rationale line, then one of
  * SEARCH/REPLACE blocks, applied in order, all or nothing;
  * one fenced full program (or the text of its only EVOLVE-BLOCK);
  * a directive line: `BACKTRACK`, `BACKTRACK <tag>` or `STAY`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MAX_REPLY_CHARS = 1_000_000
MAX_BLOCKS = 64
MAX_DETAIL_CHARS = 600
MAX_CHANGE_CHARS = 120

SEARCH, DIVIDER, REPLACE = "<<<<<<< SEARCH", "=======", ">>>>>>> REPLACE"
_SEARCH = re.compile(r"[ \t]*<{5,9}[ \t]*SEARCH[ \t]*")
_DIVIDER = re.compile(r"[ \t]*={7}[ \t]*")
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


def escape(text: str) -> str:
    """Control, direction and surrogate characters as visible escapes; newlines (made of \\n) and tabs stay."""
    shown = text.replace("\r\n", "\n")
    return _CONTROL.sub(lambda found: found.group().encode("unicode_escape", "backslashreplace").decode("ascii"), shown)


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
    return Directive(found[1].lower(), (found[2] or "").rstrip("."))


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
