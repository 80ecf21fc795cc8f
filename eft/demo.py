"""`eft demo`: the whole loop on a laptop. Each step is an ordinary command that anyone can repeat."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eft.__main__ import run as run_command
from eft.config import load, parse_arguments
from eft.steps import Step, execute, settings_of

USAGE = """eft demo [CONFIG.yaml] [key=value …]

Runs the whole loop: collect with the rule-based teacher over the training families, train a base model on every transition,
fine-tune it on the improving ones (EFT) and on as many random ones (control), compare all of them and the teacher on held-out
families, and evolve two held-out problems with the tuned model. Finished steps are kept: the same command continues.

  out=FOLDER        where to write (default runs/demo)

example: eft demo                              a quarter to half an hour on two cores
example: eft demo configs/demo/long.yaml       more data, more seeds"""

DEFAULT = "configs/demo/default.yaml"


@dataclass(frozen=True)
class Settings:
    """The steps in order; `@name` in a setting stands for the folder of that step."""

    steps: tuple[Step, ...] = ()
    out: Path = Path("runs/demo")


def plan(settings: Settings) -> list[tuple[Step, dict[str, Any]]]:
    """Every step with its settings resolved and checked against its command's schema, before anything runs."""
    return [(step, settings_of(step, lambda name: str(settings.out / name), settings.out / step.name, "demo")) for step in settings.steps]


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
    seconds = {step.name: execute(step, values, settings.out / "steps" / f"{step.name}.yaml") for step, values in planned}
    summarise(settings, seconds)
    return 0


if __name__ == "__main__":
    sys.exit(run_command("demo", main))
