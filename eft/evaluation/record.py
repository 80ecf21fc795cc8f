"""What is kept with every verdict: which code judged, under which limits, behind which walls, and what it cost."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from eft.evaluation.sandbox.protocol import Result
from eft.evaluation.tasks import is_timed
from eft.types import Limits, Task

DIGITS = 12  # of SHA-256 in hexadecimal: 48 bits are plenty to tell versions of one evaluator apart
JUDGING = (".py", ".c", ".json", ".yaml")  # of a family's folder: scorer, objective, instances, references, limits


def version(task: Task) -> str:
    """Version of the code that judges `task`: a hash of the family's files, of this package and of the compiled scorers.

    Read once a process, as the code is.
    """
    return _version(task.folder, is_timed(task))


@cache
def _version(folder: Path, timed: bool) -> str:
    """The seed program is left out, for it is judged and does not judge; but where speed counts it is what others are timed against."""
    files = [file for file in folder.iterdir() if file.suffix in JUDGING and (timed or file.name != "initial.py")]
    return _hash((_own(), *(part for file in sorted(files) for part in (file.name.encode(), file.read_bytes()))))[:DIGITS]


@cache
def _own() -> bytes:
    """Hash of this package's code and of the compiled scorers."""
    here = Path(__file__).parent
    files = sorted(here.rglob("*.py"))
    spec = importlib.util.find_spec("eft._scorers")
    compiled = [] if spec is None or spec.origin is None else [Path(spec.origin)]
    parts = [part for file in files for part in (str(file.relative_to(here)).encode(), file.read_bytes())]
    return _hash((*parts, *(file.read_bytes() for file in compiled))).encode()


def _hash(parts: Sequence[bytes]) -> str:
    """SHA-256 over parts of known lengths, so that no two lists of parts give the same text."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def record(limits: Limits, seeds: Sequence[int], results: Sequence[Result]) -> dict[str, Any]:
    """`Outcome.record`: limits of one child, program seeds, walls, and the usage of all children together (times in seconds)."""
    return {
        "walls": results[-1].walls if results else "",
        "limits": {
            "cpu_s": limits.cpu_s,
            "wall_s": limits.wall_s,
            "memory_mb": limits.memory_mb,
            "output_mb": limits.output_mb,
            "calls": limits.calls,
        },
        "seeds": list(seeds),
        "usage": {
            "system_s": round(sum(r.system_s for r in results), 4),
            "faults": sum(r.faults for r in results),
            "switches": sum(r.switches for r in results),
        },
    }
