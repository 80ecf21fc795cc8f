"""`eft score`: one program, one task, one verdict."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from eft.__main__ import run
from eft.config import load, parse_arguments
from eft.runs import write_atomic
from eft.types import Evaluator, Outcome, Status, Task, UserError

USAGE = """eft score TASK PROGRAM [key=value …] [--json]

Runs the Python file PROGRAM (it defines `solve(**inputs)`) in the sandbox and scores its answers exactly.
TASK may be a task folder of OpenEvolve, SkyDiscover, EvoDuet, ShinkaEvolve, ThetaEvolve, CodeEvolve or Harbor: its own evaluator judges, in
the program's jail. Or one of your own (task.yaml): FOLDER/key=value,…

  --certificate FILE write what proves the value, for `eft verify` (open problems with an exact value)
  --json             one JSON object on stdout: task, status, score, gap, reason, seconds, profile, evaluator (version),
                     cpu_s, max_rss_mb, walls, limits, seeds, usage
  profile=final      cheap (counted calls, milliseconds) | train (a fifth of the time) | final (limits as the task says)
  cpu_s=10           tighten the task's CPU limit per run, in seconds
  wall_s=30          tighten its wall limit per run, in seconds
  seed=7             program seed; without it the profile's own
  modules=[NAME, …]  packages that the evaluator of another project's folder imports besides numpy and scipy
  sandbox=zygote     zygote | jail (bubblewrap: programs that need processes) | unsafe (no isolation)
  instance_secret=…  draws the hidden instances

Exit status: 0 scored, 1 not accepted, 2 your mistake, 3 the machine's failure.

example: eft score packing/circles_in_square/n=26 my_packing.py
example: eft score codes/labs/n=66 my_sequence.py profile=cheap --json"""


@dataclass(frozen=True)
class Settings:
    """Settings of one verdict."""

    profile: str = "final"
    sandbox: str = "zygote"
    seed: int | None = None
    cpu_s: float | None = None
    wall_s: float | None = None
    modules: tuple[str, ...] = ()
    instance_secret: str = "eft"  # noqa: S105 # public default


def main(argv: Sequence[str]) -> int:
    """Parse, run, print; returns the exit status."""
    if not argv or "--help" in argv or "-h" in argv:
        print(USAGE)
        return 0 if argv else 2
    argv, certificate = _certificate(argv)
    arguments = parse_arguments(_with_equals(argv), ("--json",))
    if len(arguments.words) != 2:
        raise UserError(f"expected a task and a program, got {len(arguments.words)} words; see eft score --help")
    settings = load(Settings, arguments)
    from eft.evaluation.catalogue import find

    task = find(arguments.words[0])
    source = read_program(Path(arguments.words[1]))
    outcome = evaluate(task, source, settings)
    print(json.dumps(summary(task, outcome)) if "--json" in arguments.flags else line(task, outcome))
    if certificate is not None and outcome.ok:
        write_certificate(certificate, task, outcome)
    return 0 if outcome.ok else 1


def _certificate(argv: Sequence[str]) -> tuple[list[str], Path | None]:
    """The words without `--certificate FILE`, and the file."""
    words = list(argv)
    if "--certificate" not in words:
        return words, None
    at = words.index("--certificate")
    if at + 1 == len(words):
        raise UserError("--certificate: expected a file to write")
    return words[:at] + words[at + 2 :], Path(words[at + 1])


def write_certificate(file: Path, task: Task, outcome: Outcome) -> None:
    """The outcome's certificate as JSON; UserError if its family issues none."""
    if outcome.certificate is None or "format" not in outcome.certificate:
        raise UserError(f"--certificate {file}: {task.family} issues no certificates")
    try:
        write_atomic(file, (json.dumps(outcome.certificate) + "\n").encode())
    except OSError as error:
        raise UserError(f"--certificate {file}: {error.strerror}") from error


def _with_equals(argv: Sequence[str]) -> list[str]:
    """`--profile final` is accepted for `profile=final`."""
    words = list(argv)
    if "--profile" in words:
        at = words.index("--profile")
        words[at : at + 2] = [f"profile={words[at + 1] if at + 1 < len(words) else ''}"]
    return words


def read_program(file: Path) -> str:
    """Source text of a program file; UserError if there is none."""
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise UserError(f"program {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UserError(f"program {file}: not UTF-8 text") from error


def evaluate(task: Task, source: str, settings: Settings) -> Outcome:
    """The verdict on `source` under `settings`."""
    evaluator = judge_of(task, settings)
    try:
        return evaluator.evaluate(task, source, seeds=None if settings.seed is None else [settings.seed])
    finally:
        evaluator.close()


def judge_of(task: Task, settings: Settings) -> Evaluator:
    """Ours for our tasks; for a task folder of another project, that folder's own."""
    from eft.evaluation.foreign import ForeignTask, warnings
    from eft.evaluation.judges import open_judge

    for warning in warnings([task]):
        print(warning, file=sys.stderr)
    kind: Literal["folder", "sandbox"] = "folder" if isinstance(task, ForeignTask) else "sandbox"
    return open_judge(
        kind, settings.profile, settings.sandbox, 1, settings.instance_secret,
        modules=settings.modules, cpu_s=settings.cpu_s, wall_s=settings.wall_s,
    )  # fmt: skip


def summary(task: Task, outcome: Outcome) -> dict[str, Any]:
    """The JSON object of a verdict."""
    return {
        "task": task.id,
        "status": outcome.status.value,
        "score": outcome.score,
        "gap": outcome.gap,
        "reason": outcome.reason,
        "seconds": round(outcome.seconds, 6),
        "profile": outcome.profile,
        "trust": outcome.trust,
        "evaluator": outcome.evaluator,
        "cpu_s": round(outcome.cpu_s, 6),
        "max_rss_mb": round(outcome.max_rss_mb, 1),
        **outcome.record,
    }


def line(task: Task, outcome: Outcome) -> str:
    """One line for people."""
    reason = " | ".join(outcome.reason.split("\n"))
    if outcome.status is not Status.OK:
        return f"{outcome.status}  {task.id}: {reason}  ({outcome.seconds:.2f} s, {outcome.profile})"
    gap = "" if outcome.gap is None else f", gap {outcome.gap:.3f}"
    note = f"  note: {reason}" if reason else ""
    return f"ok  {task.id}: score {outcome.score:.15g} ({task.unit}){gap}{note}  ({outcome.seconds:.2f} s, {outcome.profile})"


if __name__ == "__main__":
    sys.exit(run("score", main))
