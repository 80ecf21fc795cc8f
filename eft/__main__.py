"""The console script `eft`: `eft COMMAND …` runs `python -m eft.COMMAND …`."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence

from eft.types import InfrastructureError, UserError

COMMANDS = {
    "collect": "evolve programs over many tasks with a teacher; record every attempt",
    "data": "turn recorded attempts into training data: build, inspect, leaks",
    "fit": "train a model on trajectories",
    "evolve": "search one task, or a list",
    "score": "judge one program on one task",
    "verify": "check certificates with an independent implementation",
    "compare": "arms × held-out tasks × seeds, with error bars",
    "experiment": "a whole study over several training seeds, with tables",
    "kernel": "time a C or C++ kernel with a clock it cannot reach",
    "repair": "save what is sound of a damaged run",
    "report": "one self-contained HTML page of a run",
    "tasks": "list, show, check and add tasks",
    "doctor": "what this machine offers, and what each missing thing costs",
    "demo": "the whole loop in minutes on a laptop",
}


def run(command: str, main: Callable[[Sequence[str]], int], argv: Sequence[str] | None = None) -> int:
    """Call a command's `main(argv)`; the user's mistakes become one line and exit 2, the machine's exit 3."""
    try:
        return main(list(sys.argv[1:] if argv is None else argv))
    except UserError as error:
        print(f"eft {command}: {error}", file=sys.stderr)
        return 2
    except InfrastructureError as error:
        print(f"eft {command}: infrastructure: {error}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print(f"eft {command}: interrupted; the same command continues", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 141


def usage() -> str:
    """Help text of the console script."""
    rows = "\n".join(f"  {name:10} {what}" for name, what in COMMANDS.items())
    return f"eft COMMAND [CONFIG.yaml] [TASK] [key=value …]\n\n{rows}\n\n`eft COMMAND --help` explains one command."


def main() -> int:
    """Dispatch to the command's module."""
    name = sys.argv[1] if len(sys.argv) > 1 else "--help"
    if name in ("--help", "-h", "help"):
        print(usage())
        return 0
    if name not in COMMANDS:
        from eft.config import did_you_mean

        print(f"eft: unknown command {name}{did_you_mean(name, COMMANDS)}; commands: {', '.join(COMMANDS)}", file=sys.stderr)
        return 2
    module = importlib.import_module(f"eft.{name}")
    return run(name, module.main, sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
