"""Edits of programs in a language that has no parser here, C above all: whole numbers, and lines that are one statement."""

from __future__ import annotations

import random
import re

_NUMBER = re.compile(r"(?<![\w.])\d+(?![\w.])")
_INTS = (0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 32, 50, 64, 100, 128, 200, 256, 500, 512, 1000)
_WAYS = ("constant", "constant", "delete", "repeat", "swap")


def vary_lines(region: str, rng: random.Random) -> tuple[str, str] | None:
    """(phrase, changed region) of one blind edit; None if the text offers nothing of the kind that was drawn."""
    lines = region.split("\n")
    way = rng.choice(_WAYS)
    if way == "constant":
        found = [
            (row, number)
            for row, line in enumerate(lines)
            for number in _NUMBER.finditer(line)
            if not line.lstrip().startswith(("//", "#"))
        ]
        if not found:
            return None
        row, number = rng.choice(found)
        near = sorted((step for step in _INTS if step != int(number[0])), key=lambda step: abs(step - int(number[0])))[:4]
        lines[row] = f"{lines[row][: number.start()]}{rng.choice(near)}{lines[row][number.end() :]}"
        return "Change a constant.", "\n".join(lines)
    places = [row for row, line in enumerate(lines) if _whole(line)]
    if way == "swap":
        places = [row for row in places if row + 1 in places]
    if not places:
        return None
    row = rng.choice(places)
    if way == "delete":
        del lines[row]
        return "Remove a line.", "\n".join(lines)
    if way == "repeat":
        lines.insert(row, lines[row])
        return "Do it twice.", "\n".join(lines)
    lines[row : row + 2] = lines[row + 1], lines[row]
    return "Reorder lines.", "\n".join(lines)


def _whole(line: str) -> bool:
    """One statement without braces, as far as a line shows."""
    text = line.strip()
    return text.endswith(";") and not text.startswith(("//", "#", "return")) and not set(text) & set("{}")
