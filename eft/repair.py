"""`eft repair`: a new run.db from what is sound in a damaged one, and a list of what is not."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eft.__main__ import run as run_command
from eft.config import load_yaml, parse_arguments
from eft.search import opening, salvage, wal
from eft.search.store import Store
from eft.types import InfrastructureError, UserError

USAGE = """eft repair RUN [--dry-run] [--json]

Makes a new RUN/run.db from what is sound in the old one and lists what is not: attempts, programs, prompts and replies by name. The old
file stays beside it as run.db.damaged-DATE. A sound database is left as it is. Afterwards the run's own command continues it.

Every row carries a digest, every program its SHA-256: what is kept is exactly what was written. Works whatever is damaged (the file's
header, its trees, whole pages, the log), with two limits: what no byte is left of cannot be listed by name, and databases of eft
before digests (schema 1) cannot be repaired, because nothing tells their sound rows from others.

What was lost is done again when the run continues. In order=free attempts whose parent is lost are dropped with it. In order=strict each
search goes back to its first lost attempt; the model's replies after it are kept and not asked for again.

  RUN        a run folder (or its run.db)
  --dry-run  say what would be kept and lost; write nothing into the folder
  --json     last line: one object with sound, attempts, programs, replies, lost_*, orphans, remade, kept_as, run_folder

example: eft repair runs/circles --dry-run
example: eft repair runs/circles && eft evolve packing/circles_in_square/n=26 attempts=300 out=runs/circles"""

SHOWN = 10  # names per line for people; --json gives all


def is_sound(path: Path) -> bool:
    """True if the database opens and every row of it, read once, is what was written. UserError if it is of a newer eft."""
    try:
        with Store(path, notify=lambda line: None) as store:
            store.usage()
            for name, _, _ in store.searches():
                for attempt in store.attempts(name):
                    store.prompt(attempt.prompt) if attempt.prompt else None
                    store.source(attempt.child) if attempt.child else None
                store.open_calls(name)
            store.events("")
    except opening.NewerError:
        raise
    except UserError:
        return False
    return True


def read_order(folder: Path) -> str:
    """`free` or `strict`; empty, which is treated as strict, if the folder does not say."""
    try:
        return str(load_yaml(folder / "config.yaml").get("order", ""))
    except (OSError, UserError):
        return ""


def copy_to(path: Path, folder: Path) -> Path:
    """A private copy of the database and its log."""
    copy = folder / "run.db"
    for source, target in ((path, copy), (wal.of(path), wal.of(copy))):
        if source.is_file():
            shutil.copyfile(source, target)
    return copy


def replace(path: Path, new: Path, kept: Path) -> None:
    """Put `new` in the place of `path`, which lives on as `kept`. The old log goes first: SQLite would apply it to the new file."""
    os.link(path, kept)
    if wal.of(path).exists():
        wal.of(path).replace(wal.of(kept))
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    new.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def repair(path: Path, *, dry: bool) -> dict[str, Any]:
    """The report. Raises UserError (not ours, in use, cannot go on) and InfrastructureError (no room)."""
    version = int.from_bytes(path.read_bytes()[60:64], "big") if path.stat().st_size >= 64 else 0
    with closing(opening.lock(path)), tempfile.TemporaryDirectory(prefix=".repair-", dir=None if dry else path.parent) as scratch:
        copy = copy_to(path, Path(scratch))
        if is_sound(copy):
            return {"sound": True, "kept_as": None, "run_folder": str(path.parent)}
        if version == 1:
            raise UserError(
                f"{path}: of schema 1, whose rows carry no digests: sound ones cannot be told from others; restore it from a copy"
            )
        copy = copy_to(path, Path(scratch))  # looking at it has folded its log
        found = salvage.salvage(copy, Path(scratch) / "new.db", read_order(path.parent))
        kept = path.with_name(f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}")
        if found.attempts == 0 and not dry and not (found.lost_attempts or found.orphans):
            raise UserError(f"{path}: holds nothing that can be kept; choose another out=")
        if not dry:
            replace(path, Path(scratch) / "new.db", kept)
        return {"sound": False, **asdict(found), "kept_as": None if dry else str(kept), "run_folder": str(path.parent)}


def text(report: dict[str, Any]) -> str:
    """The same for people."""
    folder = report["run_folder"]
    if report["sound"]:
        return f"{folder}: sound, nothing to repair"
    lines = [f"kept: {report['attempts']} attempts, {report['programs']} programs, {report['replies']} replies"]
    for key, what in (
        ("lost_attempts", "attempts lost"), ("lost_programs", "programs lost"), ("lost_prompts", "prompts lost"),
        ("lost_replies", "replies lost"), ("lost_searches", "searches lost"), ("orphans", "sound, but after a lost one, so to be done again"),
        ("remade", "programs made again from their replies"),
    ):  # fmt: skip
        if names := report[key]:
            more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
            lines.append(f"{what}: {len(names)} ({', '.join(names[:SHOWN])}{more})")
    if not any(report[key] for key in ("lost_attempts", "lost_programs", "lost_prompts", "lost_replies", "lost_searches")):
        lines.append("no record was lost: the damage is in indices, free space or definitions")
    after = f"the damaged file is kept as {report['kept_as']}; the run's command continues" if report["kept_as"] else "nothing was written"
    return "\n".join([*lines, f"{folder}: {after}"])


def main(argv: Sequence[str]) -> int:
    """Find the file, repair it, say what became of it."""
    if "--help" in argv or "-h" in argv:
        print(USAGE)
        return 0
    arguments = parse_arguments(argv, ("--json", "--dry-run"))
    if len(arguments.words) != 1 or arguments.overrides:
        raise UserError("expected one run folder, e.g. `eft repair runs/circles`")
    path = Path(arguments.words[0])
    path = path / "run.db" if path.is_dir() else path
    if not path.is_file():
        raise UserError(f"{path}: no such file; `eft repair` takes the folder of an evolve, collect or fit run")
    try:
        report = repair(path, dry="--dry-run" in arguments.flags)
    except OSError as error:
        raise InfrastructureError(f"{path}: {error.strerror}; nothing was changed") from error
    print(json.dumps(report) if "--json" in arguments.flags else text(report))
    return 0


if __name__ == "__main__":
    sys.exit(run_command("repair", main))
