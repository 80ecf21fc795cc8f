"""`eft tasks`: list the suite."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from eft.__main__ import run
from eft.config import parse_arguments
from eft.types import Task, UserError

USAGE = """eft tasks [--json] [--split train|heldout]

Lists every task of the suite: id, domain, family, split, direction, baseline, best known value.
  --json    one JSON array on stdout
  --split   only the training or only the held-out families

example: eft tasks --split heldout"""


def row(task: Task) -> dict[str, Any]:
    """What the listing says of one task."""
    return {
        "id": task.id,
        "domain": task.domain,
        "family": task.family,
        "split": task.split,
        "direction": task.direction.value,
        "baseline": task.baseline,
        "best_known": None if task.best_known is None else task.best_known.value,
    }


def main(argv: Sequence[str]) -> int:
    """Parse, read, print."""
    if "--help" in argv or "-h" in argv:
        print(USAGE)
        return 0
    words, split = list(argv), None
    if "--split" in words:
        at = words.index("--split")
        if at + 1 == len(words):
            raise UserError("--split: expected train or heldout")
        split = words[at + 1]
        del words[at : at + 2]
    arguments = parse_arguments(words, ("--json",))
    if arguments.words or arguments.configs or arguments.overrides:
        raise UserError(f"unexpected {' '.join(words)}; see eft tasks --help")
    from eft.evaluation.tasks import all_tasks

    rows = [row(task) for task in all_tasks(split)]
    if "--json" in arguments.flags:
        print(json.dumps(rows, indent=1))
        return 0
    width = max((len(r["id"]) for r in rows), default=2)
    print(f"{'task':{width}}  split    dir  {'baseline':>12}  {'best known':>14}")
    for r in rows:
        numbers = ["-" if r[k] is None else f"{r[k]:.10g}" for k in ("baseline", "best_known")]
        print(f"{r['id']:{width}}  {r['split']:7}  {r['direction']:3}  {numbers[0]:>12}  {numbers[1]:>14}")
    return 0


if __name__ == "__main__":
    sys.exit(run("tasks", main))
