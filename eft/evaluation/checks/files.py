"""The files of a family: which programs it has, and what can be checked without running any of them.

Families whose programs are C have no score.py: they name a problem of the kernel timer (`compiled`), and write `//` for `#`.

First lines of programs in right/: `# profile: cheap` or `# profile: train`, then optionally `; instance: key=value,…` (the first instance
otherwise).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from eft.evaluation import tasks
from eft.evaluation.checks.breach import Breach, demand
from eft.evaluation.compiled import race
from eft.evaluation.instances import PROFILES, limits
from eft.evaluation.rounds import in_rounds
from eft.evaluation.timing import kernels
from eft.types import Direction, Task

RUNGS = 3
PROFILE = re.compile(r"(?:#|//) profile: (cheap|train)(?:; instance: (\S+))?\s*$")
DIRECTIONS = {Direction.MAX: "maximi[sz]|larger is better", Direction.MIN: "minimi[sz]|smaller is better"}


def programs(family: Sequence[Task], kind: str) -> list[Path]:
    """The files of `right/` or `wrong/`, in order."""
    return sorted((family[0].folder / kind).glob(f"*{family[0].suffix}"))


def label(file: Path) -> str:
    """The program as messages call it: right/NAME or wrong/NAME."""
    return f"{file.parent.name}/{file.name}"


def profile(family: Sequence[Task], file: Path) -> tuple[str, Task]:
    """Profile and task that the first line of a right/ program names."""
    line = file.read_text(encoding="utf-8").split("\n", 1)[0]
    match = PROFILE.match(line)
    if match is None:
        raise Breach(
            f"{label(file)}: first line {line!r}",
            "write `# profile: cheap` or `# profile: train`, and `; instance: key=value` if it is not the first",
        )
    if not match[2]:
        return match[1], family[0]
    named = [task for task in family if task.id.rpartition("/")[2] == match[2]]
    demand(named, f"{label(file)}: instance {match[2]} is none of task.yaml", "name one that is there")
    return match[1], named[0]


def ladder(family: Sequence[Task]) -> tuple[Task, list[Path]]:
    """The task of the ladder and its programs of the cheap profile, weakest first."""
    files = [file for file in programs(family, "right") if file.name[0].isdigit() and profile(family, file)[0] == "cheap"]
    demand(
        len(files) >= RUNGS,
        f"right/ holds {len(files)} numbered programs of the cheap profile",
        "write 1_seed.py, 2_textbook.py and 3_strong.py",
    )
    return profile(family, files[0])[1], files


def complete(family: Sequence[Task]) -> None:
    """The files that every family has."""
    folder = family[0].folder
    kernel = tasks.is_kernel(family[0])
    for name in ("initial.c",) if kernel else ("score.py", "initial.py"):
        demand((folder / name).is_file(), f"{name} is missing", "copy that of a family of the same kind and change it")
    demand(
        len(programs(family, "right")) >= RUNGS,
        f"right/ holds fewer than {RUNGS} programs",
        "write programs that must be accepted, weakest first",
    )
    demand(
        programs(family, "wrong"), "wrong/ holds no program", "write programs that must be refused, with `# expect: STATUS: reason` first"
    )
    timed = tasks.is_timed(family[0])
    demand(
        not timed or all(task.limits.calls and "cheap" in task.args for task in family),
        "limits.calls or args.cheap is missing",
        "say how many pairs are timed, and with which small sizes in the cheap profile",
    )
    if kernel:
        declared(family)
        return
    played = hasattr(tasks.load_module(family[0], "score"), "reply")
    demand(
        played == in_rounds(family[0]),
        f"representation {family[0].representation}, score.py with{'' if played else 'out'} reply()",
        "R is the letter of families that are played in rounds, and reply() answers their questions",
    )
    demand(
        not played or all(task.limits.calls for task in family),
        "limits.calls is missing",
        "say how many rounds there are at most",
    )
    demand(
        timed == ("timing" in family[0].tags) == hasattr(tasks.load_module(family[0], "score"), "outputs"),
        f"representation {family[0].representation}, tags {', '.join(family[0].tags) or 'none'}",
        "families whose programs are timed have the letter C, the tag timing and outputs() in score.py; others none of these",
    )


def declared(family: Sequence[Task]) -> None:
    """Tasks of the kernel timer name a problem, its case and a small one, and carry the tag that keeps their measurements apart."""
    demand("timing" in family[0].tags, "the tag timing is missing", "write `tags: [timing]`: such tasks are judged one by one")
    for task in family:
        for used in PROFILES.values():
            race(task, used, limits(task, used))
        signature = kernels.find(task.args["kernel"]).signature()
        demand(signature in " ".join(task.statement.split()), f"the statement lacks `{signature}`", "say how the function is declared")


def stated(family: Sequence[Task]) -> None:
    """The statement names every input and output, the direction and the limits."""
    task = family[0]
    statement = " ".join(task.statement.split())
    for name in (*task.inputs, *task.outputs):
        found = re.search(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", task.statement)
        demand(found, f"the statement does not mention {name}", "say what it is, its shape and unit")
    demand(
        re.search(DIRECTIONS[task.direction], statement, re.IGNORECASE),
        "the statement does not give the direction",
        f"write {DIRECTIONS[task.direction].partition('|')[2]!r}, or change `direction`",
    )
    demand(" s CPU" in statement, "the statement does not give the limits", "write `Limits: N s CPU and M GiB.`")


def ordered(family: Sequence[Task]) -> None:
    """Baseline, best known value and far bound, each at least as good as the one before."""
    for task in family:
        sign = 1.0 if task.direction is Direction.MAX else -1.0
        line = [task.baseline, None if task.best_known is None else task.best_known.value, task.far_bound]
        known = [sign * value for value in line if value is not None]
        demand(known == sorted(known), f"{task.id}: baseline, best known, far bound = {line}", "one of the three or `direction` is wrong")
