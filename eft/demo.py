"""`eft demo`: the whole loop on a laptop. Each step is an ordinary command that anyone can repeat."""

from __future__ import annotations

import importlib
import json
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from eft.__main__ import run as run_command
from eft.config import build, load, parse_arguments
from eft.runs import write_atomic
from eft.types import UserError

USAGE = """eft demo [CONFIG.yaml] [key=value …]

Runs the whole loop: collect with the rule-based teacher over the training families, train a base model on every transition,
fine-tune it on the improving ones (EFT) and on as many random ones (control), compare all of them and the teacher on held-out
families, and evolve two held-out problems with the tuned model. Finished steps are kept: the same command continues.

  out=FOLDER        where to write (default runs/demo)

example: eft demo                              about a quarter of an hour on two cores
example: eft demo configs/demo/long.yaml       more data, more seeds"""

DEFAULT = "configs/demo/default.yaml"
REPORTED = ("evolve", "compare")  # steps whose folder gets a report.html


@dataclass(frozen=True)
class Step:
    """One command of the demo. settings: what its own config would hold. out is added below the demo's folder."""

    name: str
    command: str
    what: str
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """The steps in order; `@name` in a setting stands for the folder of that step."""

    steps: tuple[Step, ...] = ()
    out: Path = Path("runs/demo")


def resolve(value: Any, out: Path) -> Any:
    """Replace `@step` by the folder of that step, everywhere in plain data."""
    if isinstance(value, str) and value.startswith("@"):
        return str(out / value[1:])
    if isinstance(value, Mapping):
        return {key: resolve(inner, out) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [resolve(inner, out) for inner in value]
    return value


def plan(settings: Settings) -> list[tuple[Step, dict[str, Any]]]:
    """Every step with its settings resolved and checked against its command's schema, before anything runs."""
    planned = []
    for step in settings.steps:
        values = {**resolve(step.settings, settings.out), "out": str(settings.out / step.name)}
        try:
            build(importlib.import_module(f"eft.{step.command}").Settings, values, "")
        except UserError as error:
            raise UserError(f"demo step {step.name}: {error}") from error
        planned.append((step, values))
    return planned


def execute(step: Step, values: Mapping[str, Any], out: Path) -> float:
    """Run one step as its own process; returns wall seconds. A finished step answers at once by itself or by its mark."""
    done = out / step.name / ".done"
    if done.is_file():
        return float(json.loads(done.read_text())["seconds"])
    file = out / "steps" / f"{step.name}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(file, yaml.safe_dump(dict(values), sort_keys=False).encode())
    command = [sys.executable, "-m", f"eft.{step.command}", str(file)]
    print(f"\n── {step.name}: {step.what}\n   eft {step.command} {shlex.quote(str(file))}", flush=True)
    start = time.monotonic()
    code = subprocess.run(command, check=False).returncode
    if code:
        raise UserError(f"step {step.name} ended with exit code {code}; the same command continues from here")
    if step.command in REPORTED:
        from eft.report import write

        write(out / step.name)
    seconds = time.monotonic() - start
    write_atomic(done, json.dumps({"seconds": seconds}).encode())
    return seconds


def summarise(settings: Settings, seconds: Mapping[str, float]) -> None:
    """Times, the comparison's table and where to look."""
    print("\n── done")
    print("   seconds: " + ", ".join(f"{name} {spent:.0f}" for name, spent in seconds.items()) + f"; in all {sum(seconds.values()):.0f}")
    for step in settings.steps:
        folder = settings.out / step.name
        for name in ("table.txt", "summary.txt"):
            if (folder / name).is_file():
                print("\n" + (folder / name).read_text().rstrip())
    pages = [str(p) for p in sorted(settings.out.rglob("report.html"))]
    plots = [str(p) for p in sorted(settings.out.rglob("*.svg"))]
    print("\n   plots:   " + "\n            ".join(plots or ["none"]))
    print("   reports: " + "\n            ".join(pages or ["none"]))


def main(argv: Sequence[str]) -> int:
    """Parse, check every step, run them, sum up."""
    if "--help" in argv or "-h" in argv:
        print(USAGE)
        return 0
    arguments = parse_arguments(argv)
    if not arguments.configs:
        arguments = parse_arguments([DEFAULT, *argv])
    settings = load(Settings, arguments)
    planned = plan(settings)
    seconds = {step.name: execute(step, values, settings.out) for step, values in planned}
    summarise(settings, seconds)
    return 0


if __name__ == "__main__":
    sys.exit(run_command("demo", main))
