"""Strict readers of a certificate's plain data, and what a twin may say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


class Refuted(Exception):
    """The construction breaks a rule; the text names it."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A proved interval [low, high] around a value that is not rational."""

    low: Fraction
    high: Fraction


def integer(data: Mapping[str, Any], name: str, low: int | None = None, high: int | None = None) -> int:
    """`data[name]`, an integer in [low, high]."""
    value: Any = data.get(name)
    if not _is_integer(value):
        raise Refuted(f"{name}: expected an integer")
    if (low is not None and value < low) or (high is not None and value > high):
        raise Refuted(f"{name}: {value} is out of range")
    return int(value)


def integers(data: Mapping[str, Any], name: str, count: int | None = None) -> list[int]:
    """`data[name]`, a list of (exactly `count`) integers."""
    return _list(data.get(name), name, count)


def rows(data: Mapping[str, Any], name: str, count: int | None = None, width: int | None = None) -> list[list[int]]:
    """`data[name]`, a list of (exactly `count`) lists of (exactly `width`) integers."""
    value = data.get(name)
    if not isinstance(value, list) or (count is not None and len(value) != count):
        raise Refuted(f"{name}: expected {'a list' if count is None else count} of rows")
    return [_list(row, f"{name}[{i}]", width) for i, row in enumerate(value)]


def _list(value: Any, name: str, count: int | None) -> list[int]:
    if not isinstance(value, list) or not all(map(_is_integer, value)):
        raise Refuted(f"{name}: expected a list of integers")
    if count is not None and len(value) != count:
        raise Refuted(f"{name}: expected {count} integers, got {len(value)}")
    return value


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
