"""EVOLVE-BLOCK markers: which lines of a program may be edited."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MARKER = re.compile(r"^\s*(?:#+|//+|/\*+|--|%+|;+|<!--)\s*EVOLVE-BLOCK-(START|END)\b")


class MarkerError(ValueError):
    """The markers are missing, nested or unbalanced; the text says which."""


def marker(line: str) -> str | None:
    """`START` or `END` if `line` is a marker line (any usual comment sign), else None."""
    found = _MARKER.match(line)
    return found.group(1) if found else None


def spans(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Half-open line ranges strictly between the markers, in order. Raises MarkerError."""
    found: list[tuple[int, int]] = []
    start: int | None = None
    for number, line in enumerate(lines):
        kind = marker(line) if "EVOLVE-BLOCK" in line else None
        if kind == "START":
            if start is not None:
                raise MarkerError(f"line {number + 1}: EVOLVE-BLOCK-START inside a block")
            start = number + 1
        elif kind == "END":
            if start is None:
                raise MarkerError(f"line {number + 1}: EVOLVE-BLOCK-END without its START")
            found.append((start, number))
            start = None
    if start is not None:
        raise MarkerError(f"line {start}: EVOLVE-BLOCK-START without its END")
    if not found:
        raise MarkerError("the program has no EVOLVE-BLOCK-START and EVOLVE-BLOCK-END lines")
    return found


def outside(lines: Sequence[str], inside: Sequence[tuple[int, int]]) -> list[tuple[str, ...]]:
    """The protected pieces around the blocks, marker lines included: one more than there are blocks."""
    pieces, at = [], 0
    for low, high in inside:
        pieces.append(tuple(lines[at:low]))
        at = high
    pieces.append(tuple(lines[at:]))
    return pieces


def region(source: str) -> str:
    """The editable text of a program (blocks joined by newlines), or all of it if it has no usable markers."""
    lines = source.split("\n")
    try:
        inside = spans(lines)
    except MarkerError:
        return source.rstrip("\n")
    return "\n".join(line for low, high in inside for line in lines[low:high])
