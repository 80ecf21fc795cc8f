"""The sets of token ids that the tokens of a constrained reply were chosen from, as short JSON.

A set is nearly the whole vocabulary or a handful of ids, and most tokens of a reply share a few sets: each is written once, as runs of
consecutive ids (`"3-17,19-4095"`). As plain lists they made a reply of 28 tokens 127 kB (vocabulary of 2,048).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

Ids = tuple[int, ...]
KEPT = 64  # sets remembered with their text; those of free text come again in every reply


def pack(allowed: Sequence[Ids | None]) -> dict[str, Any] | list[Any]:
    """`Reply.allowed` as {"sets": runs of each different set, "of": its number for each token, or null}; [] if it is empty."""
    if not allowed:
        return []
    numbers: dict[Ids, int] = {}
    objects = {id(ids): ids for ids in allowed if ids is not None}  # few: hashing the set of every token takes 190 us a reply instead of 25
    number = {key: numbers.setdefault(ids, len(numbers)) for key, ids in objects.items()}
    return {"of": [None if ids is None else number[id(ids)] for ids in allowed], "sets": [_text(ids) for ids in numbers]}


def unpack(data: Any) -> tuple[Ids | None, ...]:
    """Inverse of `pack`; also reads the plain lists that files before schema 3 have. Equal sets are the same object."""
    if isinstance(data, dict):
        sets = [_ids(text) for text in data["sets"]]
        return tuple(None if number is None else sets[number] for number in data["of"])
    return tuple(None if ids is None else tuple(ids) for ids in data)


@lru_cache(maxsize=KEPT)
def _text(ids: Ids) -> str:
    runs: list[list[int]] = []
    for token in ids:
        if runs and token == runs[-1][1] + 1:
            runs[-1][1] = token
        else:
            runs.append([token, token])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


@lru_cache(maxsize=KEPT)
def _ids(text: str) -> Ids:
    found: list[int] = []
    for run in text.split(",") if text else ():
        first, _, last = run.partition("-")
        found.extend(range(int(first), int(last or first) + 1))
    return tuple(found)
