"""`eft doctor`: what this machine offers, what each missing thing costs, and what to do about it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from eft.__main__ import run as run_command
from eft.config import load, parse_arguments
from eft.diagnosis.findings import Finding, fit, judge
from eft.types import UserError

USAGE = """eft doctor [out=FOLDER] [--json] [--fast]

Looks at this machine and says, one line per thing, whether it is there (ok), missing, or there with a catch (warning), what that costs
you, and what to do. Nothing is changed, nothing is sent, torch is not imported.

  out=runs   the folder that runs will be written to: its file system and free space are looked at
  --fast     do not try the sandbox out (saves about a second)
  --json     one object: fit, findings [{name, state, found, costs, remedy, needed}]

Exit code: 0 if everything that the default commands need is there; 1 if not, above all if the default sandbox does not hold, for then
no program can be run safely here.

example: eft doctor
example: eft doctor out=/scratch/me/runs --json"""

MARKS = {"ok": "ok     ", "warning": "warning", "missing": "missing"}


@dataclass(frozen=True)
class Settings:
    """out: the run folder to be."""

    out: Path = Path("runs")


def line(finding: Finding, width: int) -> str:
    """One finding for people."""
    tail = "".join(f"; {part}" for part in (finding.costs, finding.remedy and f"remedy: {finding.remedy}") if part)
    return f"{MARKS[finding.state]}  {finding.name:{width}}  {finding.found}{tail}"


def summary(findings: Sequence[Finding]) -> str:
    """The last line."""
    counts = {state: sum(one.state == state for one in findings) for state in MARKS}
    verdict = "everything that the default commands need is there"
    if broken := [one.name for one in findings if one.needed and one.state == "missing"]:
        verdict = f"the default commands do not work here: {', '.join(broken)}"
    return f"{counts['ok']} ok, {counts['warning']} warnings, {counts['missing']} missing; {verdict}"


def main(argv: Sequence[str]) -> int:
    """Parse, look, try the sandbox, judge, print."""
    if "--help" in argv or "-h" in argv:
        print(USAGE)
        return 0
    arguments = parse_arguments(argv, ("--json", "--fast"))
    if arguments.words:
        raise UserError(f"{arguments.words[0]}: not understood; `eft doctor --help`")
    settings = load(Settings, arguments)
    from eft.diagnosis.facts import look, try_sandbox

    facts = look(settings.out)
    if "--fast" not in arguments.flags and not facts.zygote:
        facts = replace(facts, trial=try_sandbox())
    findings = judge(facts)
    if "--json" in arguments.flags:
        print(json.dumps({"fit": fit(findings), "findings": [asdict(one) for one in findings]}))
    else:
        width = max(len(one.name) for one in findings)
        print("\n".join([*(line(one, width) for one in findings), "", summary(findings)]))
    return 0 if fit(findings) else 1


if __name__ == "__main__":
    sys.exit(run_command("doctor", main))
