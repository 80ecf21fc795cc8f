"""The edit grammar of one program as EBNF (the form of xgrammar, close to llama.cpp's GBNF), for constrained decoding.

    reply     = rationale line, then blocks            (or a directive, where it is allowed)
    block     = SEARCH line, a run of program lines, divider line, any lines, REPLACE line

A run is a stretch of consecutive editable lines that starts with a non-blank line and stands once among them. Runs are written
right-linearly over the lines: pick_k (a run starting at line k or later), from_k (the lines that make it unique), on_k (it may end before
line k or go on), done_k (what follows a run that ended before line k). Blocks go down the program and do not overlap, so
each is still where it was when the ones before it have been applied. Its size is linear in the program, but for long repeated stretches.

What it leaves open: a REPLACE text that equals its SEARCH text, that repeats a later run, or that is no Python; more than 64 blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from eft.text import blocks
from eft.text.context import Asked
from eft.text.reply import DIVIDER, REPLACE, SEARCH

# Lines that the reader of replies would take for something else than text of a program.
_SIGN = re.compile(r"[ \t]*(?:<{5}|>{5}|={7}[ \t]*$)")
_THINK = "</t"  # a closing think tag ends the reasoning wherever it stands

# Characters of a line without `</t`, and lines that are no block sign. A rationale starts with a letter or digit, and not as a directive.
_TEXT = r"""text ::= ([^<\n] | "<"+ ("/" "<"+)* ([^</\n] | "/" [^<t\n]))* ("<"+ ("/" "<"+)* "/"?)?"""
_COMMON = rf"""{_TEXT}
letters ::= [0-9ACD-RT-Za-z] | "B" [^A<\n] | "BA" [^C<\n] | "S" [^T<\n] | "ST" [^A<\n]
rationale ::= letters text "\n"
body ::= [ \t]* (([^ \t<>\n] | ("<" | "<<" | "<<<" | "<<<<" | ">" | ">>" | ">>>" | ">>>>") [^<>/\n]) text)? "\n"
"""


@dataclass(frozen=True, slots=True)
class _Lines:
    """Editable lines of a program. end[k]: where the stretch of usable lines around line k ends (k itself if it is not usable)."""

    text: tuple[str, ...]
    end: tuple[int, ...]


def reply_grammar(asked: Asked, program: str) -> str | None:
    """EBNF for the reply to a request that says `asked` about `program`; None if nothing can be held to (no editable line is unique)."""
    directives = _directives(asked.tags)
    if asked.kind == "directive":
        return f"root ::= directive\n{directives}"
    rules = _edit_rules(_editable(program))
    if not rules:
        return None
    root = "root ::= rationale search pick_0 | directive\n" if asked.allow_backtrack else "root ::= rationale search pick_0\n"
    return root + _COMMON + "".join(rules) + (directives if asked.allow_backtrack else "")


def _directives(tags: Sequence[str]) -> str:
    named = "".join(f" | {_quote(f'BACKTRACK {tag}')}" for tag in tags)
    return f'directive ::= "STAY" | "BACKTRACK"{named}\n'


def _editable(program: str) -> _Lines:
    """The lines between the markers (all lines if there are none), in order."""
    lines = program.split("\n")
    try:
        spans = blocks.spans(lines)
    except blocks.MarkerError:
        spans = [(0, len(lines))]
    text: list[str] = []
    end: list[int] = []
    for low, high in spans:
        text += lines[low:high]
        stop = len(text)
        ends: list[int] = []
        for k in reversed(range(len(text) - (high - low), len(text))):
            if _SIGN.match(text[k]) or _THINK in text[k] or text[k].endswith("\r"):
                stop = k
            ends.append(stop)
        end += reversed(ends)
    return _Lines(tuple(text), tuple(end))


def _needs(lines: _Lines) -> dict[int, int]:
    """For each line that can start a run: the smallest end (exclusive) at which the run stands once among the editable lines."""
    ids: dict[str, int] = {}
    number = [ids.setdefault(text, len(ids)) for text in lines.text]
    suffix = {k: number[k : lines.end[k]] for k in range(len(number)) if lines.end[k] > k}
    order = sorted(suffix, key=suffix.__getitem__)
    shared = [_common(suffix[a], suffix[b]) for a, b in pairwise(order)]
    found = {}
    for place, k in enumerate(order):
        size = 1 + max(shared[place - 1] if place else 0, shared[place] if place < len(shared) else 0)
        if k + size <= lines.end[k] and lines.text[k].strip():
            found[k] = k + size
    return found


def _common(first: Sequence[int], second: Sequence[int]) -> int:
    """Length of the common head."""
    return next((k for k, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second)))


def _edit_rules(lines: _Lines) -> list[str]:
    """Rules pick_k, from_k, on_k, done_k and line_k; none if no run can start anywhere."""
    needs = _needs(lines)
    if not needs:
        return []
    names = {"search": f"{SEARCH}\n", "divider": f"{DIVIDER}\n", "replace": REPLACE}
    rules = [f"{name} ::= {_quote(text)}\n" for name, text in names.items()]
    return rules + list(_line_rules(lines, needs))


def _line_rules(lines: _Lines, needs: dict[int, int]) -> Iterator[str]:
    last, count = max(needs), len(lines.text)
    used: set[int] = set()
    ends: set[int] = set()
    for k in range(last + 1):
        choices = [f"from_{k}"] if k in needs else []
        yield f"pick_{k} ::= {' | '.join([*choices, *([f'pick_{k + 1}'] if k < last else [])])}\n"
        if k in needs:
            used |= set(range(k, needs[k]))
            ends.add(needs[k])
            yield f"from_{k} ::= {' '.join(f'line_{j}' for j in range(k, needs[k]))} on_{needs[k]}\n"
    for k in range(count + 1):
        if k in ends:
            goes_on = k < count and lines.end[k - 1] > k
            if goes_on:
                ends.add(k + 1)
                used.add(k)
            yield f"on_{k} ::= done_{k}{f' | line_{k} on_{k + 1}' if goes_on else ''}\n"
            yield f"done_{k} ::= divider body* replace{f' (newline search pick_{k})?' if k <= last else ''}\n"
    yield 'newline ::= "\\n"\n'
    yield from (f"line_{k} ::= {_quote(lines.text[k] + chr(10))}\n" for k in sorted(used))


def _quote(text: str) -> str:
    """A string literal of the grammar."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\x{ord(found[0]):02x}", plain) + '"'
