"""The compact request of small models: title line, search space, editable lines, marks; about 128 tokens of a line-level BPE."""

from __future__ import annotations

import re
from collections.abc import Sequence

from eft.text.blocks import region
from eft.text.context import Asked, Context, Node, note
from eft.text.edit import escape
from eft.types import Space

TITLE, SPACE, DEAD, DONOR, PROGRAM, MARKS, ASK = "task:", "space:", "dead:", "donor:", "program:", "marks:", "ask:"
DECIDE = "stay or backtrack"
SHOWN_MARKS = 6  # newest marks of the lineage


def write(context: Context) -> str:
    """The single user message."""
    params = " ".join(f"{key}={value}" for key, value in context.task.params.items())
    lines = [f"{TITLE} {context.task.family.replace('_', ' ')} {params}".rstrip()[:80], space_line(context.space)]
    if context.kind == "after_backtrack":
        lines.append(f"{DEAD} {note(context.dead_branch)[:60]}".rstrip())
    for donor in context.donors:
        lines += [DONOR, escape(region(donor))]
    lines += [PROGRAM, escape(region(context.program)), _marks(context.lineage)]
    if context.kind == "directive":
        lines.append(f"{ASK} {DECIDE}")
    elif context.allow_backtrack:
        lines.append(f"{ASK} edit or backtrack")
    return "\n".join(lines)


def space_line(space: Space | None) -> str:
    """`space: vector 52`; integers also give their bounds."""
    if space is None:
        return f"{SPACE} none"
    bounds = f" {space.low:g} {space.high:g}" if space.kind == "integers" else ""
    return f"{SPACE} {space.kind} {space.size}{bounds}"


def _marks(lineage: Sequence[Node]) -> str:
    shown = " ".join(node.mark for node in lineage[-SHOWN_MARKS:]) or "="
    fails = len(lineage[-1].failed) if lineage else 0
    return f"{MARKS} {shown}" + (f" fails {min(fails, 9)}" if fails else "")


_HEADS = (TITLE, SPACE, DEAD, DONOR, PROGRAM, MARKS, ASK)


def read(text: str) -> Asked:
    """What `write` said. Sections by their head words, which stand at the line start, where indented program lines never stand."""
    found: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        head = next((word for word in _HEADS if line.startswith(word)), None)
        if head and not (head in (TITLE, SPACE) and found and found[-1][0] in (DONOR, PROGRAM)):
            found.append((head, [line[len(head) :].strip()] if line[len(head) :].strip() else []))
        elif found:
            found[-1][1].append(line)
    first = dict(reversed(found))
    ask = " ".join(first.get(ASK, []))
    marks, fails = _read_marks(" ".join(first.get(MARKS, [])))
    return Asked(
        kind="directive" if ask == DECIDE else "after_backtrack" if DEAD in first else "edit",
        program="\n".join(first.get(PROGRAM, [])),
        space=read_space(" ".join(first.get(SPACE, []))),
        donors=tuple("\n".join(body) for head, body in found if head == DONOR),
        marks=marks,
        fails=fails,
        allow_backtrack=bool(ask),
    )


def _read_marks(text: str) -> tuple[tuple[str, ...], int]:
    words = text.split()
    fails = int(words[-1]) if len(words) > 1 and words[-2] == "fails" and words[-1].isdigit() else 0
    return tuple(word for word in words if word in ("+", "=", "-", "--")), fails


def read_space(text: str) -> Space | None:
    """`vector 52` or `integers 20 1 42` as a Space; None if it is none."""
    found = re.fullmatch(r"(vector|integers|bits|permutation) (\d{1,9})(?: (-?[\d.e+]{1,20}) (-?[\d.e+]{1,20}))?", text.strip())
    if found is None:
        return None
    try:
        return Space(found[1], int(found[2]), *(float(bound) for bound in found.groups()[2:] if bound is not None))
    except ValueError:
        return None
