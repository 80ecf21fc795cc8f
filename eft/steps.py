"""A list of ordinary commands that is run once, step by step, and continued where it was cut off: what `demo` and `experiment` are made of."""

from __future__ import annotations

import importlib
import json
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from eft.config import build, find_config, merge, read_yaml
from eft.runs import write_atomic
from eft.types import UserError

REPORTED = ("evolve", "compare")  # steps whose folder gets a report.html


@dataclass(frozen=True)
class Step:
    """One command. config: a file to start from; settings: what its own config would hold, or what differs from `config`.

    `@name` in a setting stands for the folder of that step. The step's own folder is added as `out`.
    """

    name: str
    command: str
    what: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    config: str = ""


def resolve(value: Any, find: Callable[[str], Any]) -> Any:
    """Replace `@name` by `find(name)`, everywhere in plain data."""
    if isinstance(value, str) and value.startswith("@"):
        return find(value[1:])
    if isinstance(value, Mapping):
        return {key: resolve(inner, find) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [resolve(inner, find) for inner in value]
    return value


def references(value: Any) -> list[str]:
    """The names behind every `@` in plain data, in order of appearance."""
    found: list[str] = []
    resolve(value, found.append)
    return found


def settings_of(step: Step, find: Callable[[str], Any], out: Path, what: str) -> dict[str, Any]:
    """The step's settings, resolved and checked against its command's schema. UserError names `what` and the step."""
    values = read_yaml(find_config(step.config)) if step.config else {}
    values = {**merge(values, resolve(step.settings, find)), "out": str(out)}
    try:
        build(importlib.import_module(f"eft.{step.command}").Settings, values, "")
    except UserError as error:
        raise UserError(f"{what} step {step.name}: {error}") from error
    return values


def execute(step: Step, values: Mapping[str, Any], config: Path) -> float:
    """Run one step as its own process; returns wall seconds. A finished step answers at once by its mark.

    `config` is where the settings are written, so that the printed command can be repeated by hand. UserError if the step fails, or was
    finished with other settings.
    """
    out = Path(values["out"])
    done = out / ".done"
    if done.is_file():
        if config.is_file() and read_yaml(config) != yaml.safe_load(yaml.safe_dump(dict(values))):
            raise UserError(f"step {step.name}: {out} was finished with other settings ({config}); delete it or choose another out=")
        return float(json.loads(done.read_text())["seconds"])
    config.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(config, yaml.safe_dump(dict(values), sort_keys=False).encode())
    command = [sys.executable, "-m", f"eft.{step.command}", str(config)]
    print(f"\n── {step.name}: {step.what}\n   eft {step.command} {shlex.quote(str(config))}", flush=True)
    start = time.monotonic()
    code = subprocess.run(command, check=False).returncode
    if code:
        raise UserError(f"step {step.name} ended with exit code {code}; the same command continues from here")
    if step.command in REPORTED:
        from eft.report import write

        write(out)
    seconds = time.monotonic() - start
    write_atomic(done, json.dumps({"seconds": seconds}).encode())
    return seconds
