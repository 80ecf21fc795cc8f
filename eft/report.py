"""`eft report`: one self-contained HTML page of a run or of a comparison."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eft.__main__ import run
from eft.config import load, parse_arguments
from eft.reporting.html import Html
from eft.runs import write_atomic
from eft.types import UserError

USAGE = """eft report FOLDER [out=FILE] [draw=false]

Writes one HTML page (no script, nothing loaded from elsewhere) about the run in FOLDER: settings, results per task, progress,
the line of the best program, its difference from the seed program, what failed, and the construction drawn. FOLDER is the out=
of evolve, collect or compare; a run that is still going is shown as it stands.

  out=FILE      where to write (default FOLDER/report.html)
  draw=false    do not run the best programs again (in the sandbox) for their drawings

example: eft report runs/evolve"""


@dataclass(frozen=True)
class Settings:
    """What `eft report` can be told. folder: of the run. out: file of the page, or a folder for it."""

    folder: Path = Path()
    out: Path | None = None
    draw: bool = True


def main(argv: Sequence[str]) -> int:
    """Parse, read, write."""
    if "--help" in argv or "-h" in argv:
        print(USAGE)
        return 0
    arguments = parse_arguments(argv)
    if len(arguments.words) > 1:
        raise UserError(f"one folder at a time, got {', '.join(arguments.words)}")
    settings = load(Settings, arguments, folder=arguments.words[0] if arguments.words else None)
    if settings.folder == Path():
        raise UserError("name the folder of a run: eft report FOLDER")
    print(write(settings.folder, settings.out, draw=settings.draw))
    return 0


def write(folder: Path, out: Path | None = None, *, draw: bool = True) -> Path:
    """Write the page of the run in `folder`; returns its file. UserError if there is no readable run."""
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder; `eft report` takes the folder of an evolve, collect or compare run")
    file = folder / "report.html" if out is None else out if out.suffix in (".html", ".htm") else out / "report.html"
    text = _comparison(folder) if (folder / "compare.json").is_file() else _run(folder, draw)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(file, text.encode("utf-8"))
    except OSError as error:
        raise UserError(f"{file}: {error.strerror}; choose another out=") from error
    return file


def _run(folder: Path, draw: bool) -> Html:
    from eft.reporting.pages import run_page
    from eft.reporting.read import instance_secret, read_run, snapshot
    from eft.reporting.rerun import Rerunner

    with snapshot(folder / "run.db") as store, Rerunner(instance_secret(folder)) as rerun:
        return run_page(read_run(folder, store), store.source, rerun if draw else None)


def _comparison(folder: Path) -> Html:
    from eft.reporting.comparison import comparison_page, read_comparison
    from eft.reporting.read import read_config

    file = folder / "compare.json"
    return comparison_page(read_comparison(file), file, read_config(folder))


if __name__ == "__main__":
    sys.exit(run("report", main))
