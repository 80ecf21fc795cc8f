"""`eft kernel`: one kernel, one C or C++ file, one verdict."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from eft.__main__ import run
from eft.config import load, parse_arguments
from eft.types import UserError

USAGE = """eft kernel KERNEL [FILE] [key=value …] [--json]

Compiles FILE (.c or .cpp, it defines the kernel's C function) in a confined process, times it against our reference with a clock that it
cannot reach, and checks every output. Without FILE: what the kernel is and the function to write.

  --json        one JSON object on stdout
  case=…        sizes to use; without it the kernel's first case
  pairs=12      pairs of calls in a round
  rounds=16     rounds in fresh processes
  rival=a.c     compare with this file instead of our reference

Exit status: 0 measured, 1 rejected, 2 your mistake, 3 the machine's failure (too noisy, or it lacks what the timer needs).

example: eft kernel gemm_small
example: eft kernel gemm_small my_kernel.c case=odd"""


@dataclass(frozen=True)
class Settings:
    """Settings of one measurement."""

    case: str = ""
    pairs: int = 12
    rounds: int = 16
    rival: str = ""


def main(argv: Sequence[str]) -> int:
    """Parse, measure, print; returns the exit status."""
    from eft.evaluation.timing import kernels

    if not argv or "--help" in argv or "-h" in argv:
        print(f"{USAGE}\n\nkernels: {', '.join(kernels.names())}")
        return 0 if argv else 2
    arguments = parse_arguments(argv, ("--json",))
    if len(arguments.words) not in (1, 2):
        raise UserError(f"expected a kernel and a file, got {len(arguments.words)} words; see --help")
    settings = load(Settings, arguments)
    if settings.pairs < 6 or settings.rounds < 1:
        raise UserError("pairs must be at least 6 (below that no interval exists), rounds at least 1")
    kernel = kernels.find(arguments.words[0])
    if len(arguments.words) == 1:
        print(f"{kernel.statement}\n\n{kernel.signature()};\n\nseed: {kernel.folder / 'seed.c'}")
        print(
            "\n".join(
                f"case {name}: " + ", ".join(f"{s}={n}" for s, n in zip(kernel.sizes, sizes, strict=True))
                for name, sizes in kernel.cases.items()
            )
        )
        return 0
    return _measure(arguments.words, settings, "--json" in arguments.flags)


def _measure(words: Sequence[str], settings: Settings, as_json: bool) -> int:
    from eft.evaluation.timing.kernels import find
    from eft.evaluation.timing.measure import Plan, measure_source

    plan = Plan(pairs=settings.pairs, rounds=settings.rounds)
    report = measure_source(find(words[0]), Path(words[1]), settings.case, plan, Path(settings.rival) if settings.rival else None)
    print(json.dumps(asdict(report)) if as_json else report.line())
    return {"REJECTED": 1, "NOISY": 3}.get(report.verdict, 0)


if __name__ == "__main__":
    sys.exit(run("kernel", main))
