"""The programs of a family, run: those of right/ are accepted and climb, those of wrong/ end as they say.

First lines of programs in wrong/: `# expect: STATUS[|STATUS…]: part of the reason` and, for accepted answers that must gain nothing,
`# at most: VALUE` (no better than this in the task's direction; without it, no better than the textbook program).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from eft.evaluation.checks.breach import Breach, better, demand
from eft.evaluation.checks.files import label, ladder, profile
from eft.evaluation.evaluate import SandboxEvaluator
from eft.types import Status, Task

LADDER_SEEDS = range(100, 116)
SEED = "the seed program must be valid within the cheap profile's calls"
STATUSES = "|".join(status.value for status in Status)
EXPECT = re.compile(rf"(?:#|//) expect: ((?:{STATUSES})(?:\|(?:{STATUSES}))*): ?(.*)")


def seed_program(family: Sequence[Task], cheap: SandboxEvaluator) -> None:
    """The seed program is accepted on the first instance."""
    outcome = cheap.evaluate(family[0], family[0].initial)
    name = f"initial{family[0].suffix}"
    demand(outcome.status is Status.OK, f"{name}: {outcome.status}: {outcome.reason}", SEED)
    demand(not outcome.quarantined, f"{name}: {outcome.reason}", "the reference values or the scorer are wrong")


def every_instance(family: Sequence[Task], cheap: SandboxEvaluator) -> None:
    """The seed program is accepted on every instance."""
    for task in family:
        outcome = cheap.evaluate(task, task.initial)
        demand(outcome.status is Status.OK, f"{task.id}: initial{task.suffix}: {outcome.status}: {outcome.reason}", SEED)


def climbs(family: Sequence[Task], cheap: SandboxEvaluator) -> None:
    """Every program of the ladder is accepted and strictly better than the one below it."""
    task, files = ladder(family)
    outcomes = [cheap.evaluate(task, file.read_text(encoding="utf-8"), seeds=LADDER_SEEDS) for file in files]
    for file, outcome in zip(files, outcomes, strict=True):
        demand(outcome.status is Status.OK, f"{label(file)}: {outcome.status}: {outcome.reason}", "a program of right/ must be accepted")
    scores = {file.name: outcome.score for file, outcome in zip(files, outcomes, strict=True) if outcome.score is not None}
    for lower, higher in pairwise(scores):
        climbed = better(task, scores[higher], scores[lower])
        demand(
            climbed,
            f"{higher} {scores[higher]:.10g} is no better than {lower} {scores[lower]:.10g}",
            "each program must beat the one before it",
        )


def long_program(family: Sequence[Task], file: Path, train: SandboxEvaluator, cheap: SandboxEvaluator) -> None:
    """A program of the train profile is accepted and beats the best cheap one."""
    task = profile(family, file)[1]
    outcome = train.evaluate(task, file.read_text(encoding="utf-8"))
    demand(outcome.status is Status.OK, f"{label(file)}: {outcome.status}: {outcome.reason}", "a program of right/ must be accepted")
    best = ladder(family)[1][-1]
    other = cheap.evaluate(task, best.read_text(encoding="utf-8"))
    assert outcome.score is not None
    reached = other.reason if other.score is None else f"{other.score:.10g}"
    demand(
        other.score is not None and better(task, outcome.score, other.score),
        f"{label(file)} {outcome.score:.10g} is no better than {best.name} ({reached})",
        "with more time it must gain more",
    )


def wrong_program(family: Sequence[Task], file: Path, cheap: SandboxEvaluator) -> None:
    """A program of wrong/ ends as its first line says, and gains nothing if it is accepted."""
    source = file.read_text(encoding="utf-8")
    line = source.split("\n", 1)[0]
    match = EXPECT.match(line)
    if match is None:
        raise Breach(f"{label(file)}: first line {line!r}", "write `# expect: STATUS: part of the reason`")
    task = family[0]
    outcome = cheap.evaluate(task, source, seeds=(0,))
    ended = f"{label(file)}: ends as {outcome.status}: {outcome.reason}"
    demand(
        outcome.status.value in match[1].split("|"),
        ended,
        f"expected {match[1]}: the scorer lets something through, or the first line is wrong",
    )
    demand(match[2].strip() in outcome.reason, ended, f"expected a reason with {match[2].strip()!r}")
    if outcome.status is Status.OK:
        limit = re.search(r"^(?:#|//) at most: (\S+)", source, re.MULTILINE)
        bound = float(limit[1]) if limit else _textbook(family, cheap)
        assert outcome.score is not None
        demand(
            not better(task, outcome.score, bound),
            f"{label(file)}: scores {outcome.score:.10g}, better than {bound:.10g}",
            "close the hole it goes through",
        )


def _textbook(family: Sequence[Task], cheap: SandboxEvaluator) -> float:
    """Score of the ladder's second program on the family's first task."""
    file = ladder(family)[1][1]
    outcome = cheap.evaluate(family[0], file.read_text(encoding="utf-8"))
    if outcome.score is None:
        raise Breach(f"{label(file)}: {outcome.status}: {outcome.reason}", "a program of right/ must be accepted")
    return outcome.score
