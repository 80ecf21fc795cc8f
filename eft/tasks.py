"""`eft tasks`: list the suite, show and check tasks, add your own."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from eft.__main__ import run
from eft.config import parse_arguments
from eft.runs import write_atomic
from eft.types import Task, UserError

USAGE = """eft tasks [--domain D] [--split train|heldout|strict] [--representation R] [--family TEXT] [--json | --counts]
eft tasks show TASK [--svg FILE]   statement, inputs, outputs, limits, reference values; a picture of what its seed program builds
eft tasks check FAMILY|FOLDER …    the contract of a family, one line a check with the remedy; exit 1 if something fails
eft tasks add FOLDER               copy a folder of your own, or of another project, to ~/.eft/tasks: its id then works everywhere

Lists every task of the suite and those you have added: id, domain, family, split, direction, baseline, best known value.
  --domain --split --representation --family   only tasks of this domain, split, representation (letter), with this text in the family's name;
            strict: training families that are no near relatives of held-out ones
  --counts  how many tasks and families there are, by domain, split, representation and kind
  --json    one JSON array on stdout (with --counts one object)
  --slow    check: every instance and the programs that need seconds, too

example: eft tasks --split heldout --domain packing
example: eft tasks show packing/circles_in_square/n=26 --svg seed.svg
example: eft tasks check mine/my_family"""

SPLITS = ("train", "heldout", "strict")
VALUES = ("--domain", "--split", "--representation", "--family", "--svg")
COUNTED: dict[str, Callable[[Task], str]] = {
    "domain": lambda task: task.domain,
    "split": lambda task: task.split,
    "representation": lambda task: task.representation,
    "kind": lambda task: task.kind,
}


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


def chosen(filters: dict[str, str]) -> list[Task]:
    """The tasks that pass every filter; UserError for a value that no task has."""
    from eft.evaluation.catalogue import added
    from eft.evaluation.tasks import all_tasks, strict_split

    split = filters.get("--split")
    if split is not None and split not in SPLITS:
        raise UserError(f"--split: expected {' or '.join(SPLITS)}, got {split}")
    tasks = strict_split() if split == "strict" else [*all_tasks(split), *(added() if split is None else [])]
    for option, of in (("--domain", COUNTED["domain"]), ("--representation", COUNTED["representation"])):
        wanted = filters.get(option)
        if wanted is not None:
            there = sorted({of(task) for task in tasks})
            tasks = [task for task in tasks if of(task) == wanted]
            if not tasks:
                raise UserError(f"{option} {wanted}: no such task; there is: {', '.join(there)}")
    return [task for task in tasks if filters.get("--family", "") in task.family]


def counts(tasks: Sequence[Task]) -> dict[str, dict[str, dict[str, int]]]:
    """Tasks and families by domain, split, representation and kind."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for name, of in COUNTED.items():
        per_task = Counter(of(task) for task in tasks)
        per_family = Counter(value for value, _ in {(of(task), task.family) for task in tasks})
        found[name] = {value: {"families": per_family[value], "tasks": per_task[value]} for value in sorted(per_task)}
    total = {"families": len({task.family for task in tasks}), "tasks": len(tasks)}
    return {**found, "all": {"": total}}


def table(tasks: Sequence[Task]) -> str:
    """The listing."""
    rows = [row(task) for task in tasks]
    width = max((len(r["id"]) for r in rows), default=2)
    lines = [f"{'task':{width}}  split    dir  {'baseline':>12}  {'best known':>14}"]
    for r in rows:
        numbers = ["-" if r[k] is None else f"{r[k]:.10g}" for k in ("baseline", "best_known")]
        lines.append(f"{r['id']:{width}}  {r['split']:7}  {r['direction']:3}  {numbers[0]:>12}  {numbers[1]:>14}")
    return "\n".join(lines)


def show(name: str, svg: str | None) -> int:
    """Print one task; write the picture if asked for."""
    from eft.evaluation.catalogue import find
    from eft.reporting.drawing import drawable
    from eft.reporting.task import describe, picture

    task = find(name)
    print(describe(task))
    if svg is None:
        print(f"picture: eft tasks show {name} --svg seed.svg" if drawable(task) else "picture: answers of this family cannot be drawn")
        return 0
    drawn = picture(task)
    if isinstance(drawn, str):
        raise UserError(f"--svg {svg}: {drawn}")
    write_atomic(Path(svg), drawn)
    print(f"picture of what the seed program builds: {svg}")
    return 0


def check(names: Sequence[str], *, slow: bool) -> int:
    """Print one line for every check of every family named; 1 if one failed."""
    from eft.evaluation.catalogue import select
    from eft.evaluation.contract import findings, foreign_findings
    from eft.evaluation.tasks import read_folder

    failed = 0
    folders = {task.folder: task for task in select(names, copies=True)}
    for folder, task in folders.items():
        print(f"{task.family}  ({folder})")
        for finding in foreign_findings(task) if task.kind == "foreign" else findings(read_folder(folder), slow=slow):
            failed += not finding.passed
            mark = "ok    " if finding.passed else "FAILED"
            words = finding.words if finding.passed else f"{finding.words}; {finding.remedy}"
            print(f"  {mark}  {finding.check:24}  {' '.join(words.split())}".rstrip(), flush=True)
    print(f"{failed} checks failed" if failed else "all checks passed")
    return 1 if failed else 0


def _options(argv: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The words without options that take a value, and their values."""
    words, found = list(argv), dict[str, str]()
    for option in VALUES:
        if option in words:
            at = words.index(option)
            if at + 1 == len(words):
                raise UserError(f"{option}: expected {'train or heldout or strict' if option == '--split' else 'a value after it'}")
            found[option] = words[at + 1]
            del words[at : at + 2]
    return words, found


def main(argv: Sequence[str]) -> int:
    """Parse, read, print."""
    if "--help" in argv or "-h" in argv:
        print(USAGE)
        return 0
    words, filters = _options(argv)
    arguments = parse_arguments(words, ("--json", "--counts", "--slow"))
    action, names = (arguments.words[0], arguments.words[1:]) if arguments.words else ("", ())
    if action not in ("", "show", "check", "add") or arguments.configs or arguments.overrides:
        raise UserError(f"unexpected {' '.join(words)}; see eft tasks --help")
    if (action and not names) or (action in ("show", "add") and len(names) != 1):
        raise UserError(
            f"eft tasks {action}: give {'a family or a folder' if action == 'check' else 'one task' if action == 'show' else 'one folder'}"
        )
    if action == "show":
        return show(names[0], filters.get("--svg"))
    if action == "check":
        return check(names, slow="--slow" in arguments.flags)
    if action == "add":
        from eft.evaluation.catalogue import add

        found = add(Path(names[0]))
        print(f"added {found[0].folder}: {', '.join(task.id for task in found[:4])}{' …' if len(found) > 4 else ''}")
        return 0
    tasks = chosen(filters)
    if "--counts" in arguments.flags:
        print(json.dumps(counts(tasks), indent=1) if "--json" in arguments.flags else _counted(counts(tasks)))
    else:
        print(json.dumps([row(task) for task in tasks], indent=1) if "--json" in arguments.flags else table(tasks))
    return 0


def _counted(found: dict[str, dict[str, dict[str, int]]]) -> str:
    lines = [f"{'':30}  families  tasks"]
    for name, values in found.items():
        lines += [f"{f'{name} {value}'.strip():30}  {of['families']:8}  {of['tasks']:5}" for value, of in values.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(run("tasks", main))
