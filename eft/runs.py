"""Run folders: the resolved config written first, resume only of the same run, files written whole or not at all."""

from __future__ import annotations

import dataclasses
import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Any

import yaml

from eft.config import RUN_KEY, default_of, load_yaml
from eft.types import InfrastructureError, UserError

MACHINE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)
SHOWN = 6  # differing keys named in a message


def plain(config: Any) -> Any:
    """Plain data of a config instance; a picked component gets its `name`, so the result loads again."""
    if dataclasses.is_dataclass(config) and not isinstance(config, type):
        return {field.name: _plain_field(field, getattr(config, field.name)) for field in dataclasses.fields(config) if field.init}
    if isinstance(config, Enum):
        return config.value
    if isinstance(config, Path):
        return str(config)
    if isinstance(config, Mapping):
        return {str(k): plain(v) for k, v in config.items()}
    if isinstance(config, (list, tuple)):
        return [plain(v) for v in config]
    return config


def _plain_field(field: dataclasses.Field[Any], value: Any) -> Any:
    data = plain(value)
    return {"name": _entry_name(value), **data} if "registry" in field.metadata and isinstance(data, dict) else data


def _entry_name(component: Any) -> str:
    return type(component).__module__.rpartition(".")[2]


def open_run_folder(folder: Path, command: str, config: Any, budgets: Sequence[str] = (), place: Sequence[str] = ("out",)) -> bool:
    """Write the resolved config into `folder` first; True when the folder already holds this run (resume).

    Refuses a folder that belongs to another command or whose config differs in anything but grown `budgets` and its own `place`. A
    setting that the version which wrote the folder did not know counts as its default, and is written down.
    """
    file = folder / "config.yaml"
    now = plain(config)
    resume = file.is_file()
    if resume:
        written = load_yaml(file)
        owner = (written.pop(RUN_KEY, None) or {}).get("command", "?")
        if owner != command:
            raise UserError(f"{folder}: belongs to `eft {owner}`; choose another out=")
        before = _completed(written, config)
        changed = [k for k in sorted({*before, *now}) if before.get(k) != now.get(k) and k not in place]
        refused = [k for k in changed if not (k in budgets and _grew(before.get(k), now.get(k)))]
        if refused:
            words = _differences({k: before.get(k) for k in refused}, {k: now.get(k) for k in refused})
            raise UserError(f"{folder}: holds a run with other settings: {words}; choose another out= or keep them (budgets may grow)")
        if not changed and before == written:
            return True
    elif folder.exists() and any(folder.iterdir()):
        raise UserError(f"{folder}: not empty and not a run folder (no config.yaml); choose another out=")
    with _disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
    now[RUN_KEY] = {"command": command, "commit": commit(), "versions": versions()}
    write_atomic(file, yaml.safe_dump(now, sort_keys=False, allow_unicode=True).encode())
    return resume


def _completed(before: Any, config: Any) -> Any:
    """Plain data `before` with the defaults of `config`'s fields at the keys that it lacks, in nested configs and components too."""
    if isinstance(config, (list, tuple)) and isinstance(before, list):
        return [_completed(old, new) for old, new in zip(before, config, strict=True)] if len(before) == len(config) else before
    if isinstance(config, Mapping) and isinstance(before, Mapping):
        return {key: _completed(old, config.get(key)) for key, old in before.items()}
    if not dataclasses.is_dataclass(config) or isinstance(config, type) or not isinstance(before, Mapping):
        return before
    out = dict(before)
    for field in dataclasses.fields(config):
        value, old = getattr(config, field.name), out.get(field.name)
        if not field.init or ("registry" in field.metadata and isinstance(old, Mapping) and old.get("name") != _entry_name(value)):
            continue  # another component: its own settings have nothing to be compared with
        if field.name in out:
            out[field.name] = _completed(old, value)
        elif (default := default_of(field)) is not dataclasses.MISSING:
            out[field.name] = _plain_field(field, default)
    return out


def _differences(before: Any, now: Any) -> str:
    """`a.b (was 1, now 2), …`: the innermost keys that differ, at most `SHOWN` of them."""
    found: list[str] = []

    def look(old: Any, new: Any, key: str) -> None:
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            other = old.get("name") != new.get("name")  # another component: its own settings have nothing to be compared with
            for name in ["name"] if other else sorted({*old, *new}):
                look(old.get(name), new.get(name), f"{key}.{name}" if key else str(name))
        elif old != new:
            found.append(f"{key} (was {old!r}, now {new!r})")

    look(before, now, "")
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return ", ".join(found[:SHOWN]) + more


def _grew(before: Any, now: Any) -> bool:
    return now is None or (before is not None and now >= before)


def write_atomic(file: Path, data: bytes) -> None:
    """Write whole or not at all: temporary file, fsync, rename, fsync of the folder.

    Raises InfrastructureError if the disk is full, read-only or failing, UserError without permission; other OSErrors as they are.
    """
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    with _disk(file):
        try:
            with temporary.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(file)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        descriptor = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _disk(place: Path) -> Iterator[None]:
    """Errors of the disk become the machine's failure, naming the place; a place that is not the user's is the user's mistake."""
    try:
        yield
    except PermissionError:
        raise UserError(f"{place}: no permission to write; choose another out=") from None
    except OSError as error:
        if error.errno not in MACHINE:
            raise
        raise InfrastructureError(f"{place}: {error.strerror}; what was there before is unchanged, the same command continues") from error


def commit() -> str:
    """Commit of the checkout the package runs from (`unknown` in an installed wheel)."""
    head = Path(__file__).resolve().parent.parent / ".git" / "HEAD"
    try:
        text = head.read_text().strip()
        if text.startswith("ref: "):
            text = (head.parent / text[5:]).read_text().strip()
    except OSError:
        return "unknown"
    return text


def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that decide results, read without importing them."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    out = {"python": platform.python_version()}
    for name in ("eft", "numpy", "torch", "transformers", "lightning"):
        try:
            out[name] = version(name)
        except PackageNotFoundError:
            continue
    return out
