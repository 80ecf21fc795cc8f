"""What the conventions share when they read another project's configuration: nothing is ignored without a line that names it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from eft.config import did_you_mean
from eft.types import UserError

TIMEOUT_S = 300.0  # where a folder names no limit, as in OpenEvolve


def unknown(file: str, keys: Mapping[str, Any], known: Collection[str], section: str = "") -> list[str]:
    """A line for every key that is none of `known`."""
    return [f"{file}: {section}{key}: unknown, ignored{did_you_mean(str(key), known)}" for key in keys if key not in known]


def idle(file: str, keys: Sequence[str]) -> list[str]:
    """One line for the keys that are known and have no effect here."""
    return [f"{file}: without effect here, the search has settings of its own: {', '.join(keys)}"] if keys else []


def section(file: Path, config: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A mapping below `name`; empty if there is none."""
    found = config.get(name) or {}
    if not isinstance(found, dict):
        raise UserError(f"{file}: {name}: expected `key: value` lines")
    return found


def positive(file: Path, value: Any, key: str) -> float:
    """A positive finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < float("inf"):
        raise UserError(f"{file}: {key}: expected a positive number, got {value!r}")
    return float(value)


def only(folder: Path, pattern: str, what: str) -> Path:
    """The one file that matches; UserError if there are several."""
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        names = ", ".join(str(file.relative_to(folder)) for file in found) or "none"
        raise UserError(f"{folder}: expected exactly one {what} ({pattern}), found {names}")
    return found[0]


def first(folder: Path, pattern: str) -> tuple[Path | None, list[str]]:
    """The first file that matches, by name, and a line that names the others."""
    found = sorted(folder.glob(pattern))
    if len(found) < 2:
        return (found[0] if found else None), []
    names = [str(file.relative_to(folder)) for file in found]
    return found[0], [f"{names[0]} is used, not {', '.join(names[1:])}; to choose another, copy the folder and keep that one only"]
