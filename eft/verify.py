"""`eft verify`: certificates checked by an independent implementation."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from eft.__main__ import run
from eft.types import UserError

USAGE = """eft verify [FILE | FOLDER …] [--json]

Recomputes each certificate from its plain data with integers and fractions in Python, sharing nothing with the compiled scorers that issued
it: hash, every rule of the problem, the exact value (printed rounded to the side that never flatters). A folder stands for all *.json below
its `certificates` folders (or itself); without arguments all certificates that ship with the task suite are checked.

  --json             one JSON object a certificate on stdout: file, problem, value, ok, reason

Exit status: 0 all hold, 1 one is refuted, 2 your mistake.

example: eft verify
example: eft verify runs/c26/best.json"""


def main(argv: Sequence[str]) -> int:
    """Parse, check, print; returns the exit status."""
    if "--help" in argv or "-h" in argv:
        print(USAGE)
        return 0
    if unknown := [word for word in argv if word.startswith("-") and word != "--json"]:
        raise UserError(f"{unknown[0]}: unknown option; see eft verify --help")
    from eft.config import shared_folder

    words = [Path(word) for word in argv if word != "--json"] or [shared_folder("tasks")]
    files = [file for word in words for file in certificates(word)]
    if not files:
        raise UserError(f"{words[0]}: no certificates below it")
    return 1 if sum(not verify(file, as_json="--json" in argv) for file in files) else 0


def certificates(path: Path) -> list[Path]:
    """The certificate files that a word of the command line stands for."""
    if path.is_dir():
        return sorted({*path.glob("**/certificates/*.json"), *path.glob("*.json")})
    return [path]


def verify(file: Path, *, as_json: bool = False) -> bool:
    """Check one file and print what was found."""
    from eft.evaluation.blocks.rational import down, up
    from eft.evaluation.verify.certificate import check, read
    from eft.evaluation.verify.plain import Refuted

    data = read(file)
    try:
        proved = check(data)
        value, reason = (down if data["direction"] == "max" else up)(proved), ""
    except Refuted as refusal:
        value, reason = float("nan"), str(refusal)
    if as_json:
        print(
            json.dumps(
                {"file": str(file), "problem": data["problem"], "value": None if reason else value, "ok": not reason, "reason": reason}
            )
        )
    else:
        print(
            f"refuted  {file}: {reason}" if reason else f"ok  {file}: {data['problem']} {repr(value).removesuffix('.0')} ({data['claim']})"
        )
    return not reason


if __name__ == "__main__":
    sys.exit(run("verify", main))
