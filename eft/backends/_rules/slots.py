"""Constants of the fragment table: filling its slots, and finding them again in the lines of a program."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from eft.backends._rules import fragments

_SLOT = re.compile(r"<([A-Z]+)>")


@dataclass(frozen=True, slots=True)
class Slot:
    """Columns [low, high) of a line hold one value of CHOICES[name]."""

    low: int
    high: int
    name: str


def fill(template: str, rng: random.Random, kind: str = "") -> tuple[str, ...]:
    """Lines of a fragment with every slot drawn, and the kind's own expressions put in."""
    if "{" in template:
        template = template.replace("{fresh}", fragments.FRESH[kind]).replace("{kick}", fragments.KICK[kind])
    return tuple(_SLOT.sub(lambda found: rng.choice(fragments.CHOICES[found[1]]), template).split("\n"))


@lru_cache(maxsize=8192)
def slots(line: str) -> tuple[Slot, ...]:
    """Slots of a program line by the first line of the table that it is an instance of."""
    text = line.strip()
    at = len(line) - len(line.lstrip())
    for pattern, names in _patterns():
        if found := pattern.fullmatch(text):
            return tuple(Slot(at + found.start(k), at + found.end(k), name) for k, name in enumerate(names, 1))
    return ()


@cache
def _patterns() -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
    lines = {line.strip() for template in _templates() for line in template.split("\n") if "<" in line and _SLOT.search(line)}
    found = []
    for line in sorted(lines):
        parts = _SLOT.split(line)
        escaped = [
            re.escape(part) if k % 2 == 0 else f"({'|'.join(map(re.escape, fragments.CHOICES[part]))})" for k, part in enumerate(parts)
        ]
        found.append((re.compile("".join(escaped)), tuple(parts[1::2])))
    return found


def _templates() -> Iterator[str]:
    yield f"if rng.random() < {'<CHANCE>'}:"
    for name in filter(str.isupper, vars(fragments)):
        yield from _strings(getattr(fragments, name))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict) and value is not fragments.CHOICES:
        for item in value.values():
            yield from _strings(item)


def changed(line: str, slot: Slot, rng: random.Random) -> str:
    """The line with another value in its slot: a neighbour of the list as often as any other."""
    values = fragments.CHOICES[slot.name]
    at = values.index(line[slot.low : slot.high])
    near = [k for k in (at - 1, at + 1) if 0 <= k < len(values)]
    to = rng.choice(near) if rng.random() < 0.5 else rng.choice([k for k in range(len(values)) if k != at])
    return line[: slot.low] + values[to] + line[slot.high :]
