"""`SHA256SUMS` beside the checkpoints: what each of them held when it was written. `sha256sum -c SHA256SUMS` checks them by hand."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from eft.runs import write_atomic
from eft.types import UserError

NAME = "SHA256SUMS"
LINE = re.compile(r"([0-9a-f]{64}) [ *](\S.*)")


def digest(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read(folder: Path) -> dict[str, str] | None:
    """Name of a file → its digest; None if nothing was written down (runs of older versions). UserError names a line that is none."""
    try:
        text = (folder / NAME).read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        if (match := LINE.fullmatch(line)) is None:
            raise UserError(
                f"{folder / NAME}: line {number} is damaged; delete the file to continue without checking what was written before"
            )
        found[match[2]] = match[1]
    return found


def enter(folder: Path, name: str, value: str) -> None:
    """Write down that `name` holds `value`, and forget files that are gone. Durable on return.

    In a folder that has no sums yet, the files that are there are taken as they are.
    """
    known = read(folder)
    if known is None:
        known = {file.name: digest(file) for file in sorted(folder.iterdir()) if not file.name.startswith(".")}
    _write(folder, {**_present(folder, known), name: value})


def prune(folder: Path) -> None:
    """Forget files that are gone."""
    known = read(folder)
    if known is not None and (present := _present(folder, known)) != known:
        _write(folder, present)


def check(file: Path, remedy: str) -> None:
    """UserError with `remedy` unless the file is what was written, bit for bit. Without sums in its folder nothing is known: all is well."""
    known = read(file.parent)
    if known is None:
        return
    if not file.is_file():
        raise UserError(f"{file}: missing; {remedy}")
    if file.name not in known:
        trust = f"if you trust it, `cd {file.parent} && sha256sum {file.name} >> {NAME}`"
        raise UserError(f"{file}: not in {NAME} beside it, so it cannot be checked; {remedy}, or {trust}")
    if (found := digest(file)) == known[file.name]:
        return
    if other := next((name for name, value in known.items() if value == found), None):
        raise UserError(f"{file}: holds what was written as {other} (says {NAME} beside it); give both their own names again, or {remedy}")
    raise UserError(f"{file}: damaged checkpoint (its SHA-256 is not that in {NAME} beside it); {remedy}")


def _present(folder: Path, known: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in known.items() if (folder / name).is_file()}


def _write(folder: Path, entries: Mapping[str, str]) -> None:
    write_atomic(folder / NAME, "".join(f"{value}  {name}\n" for name, value in sorted(entries.items())).encode())
