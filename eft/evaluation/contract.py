"""What every family's folder keeps to, as checks of one family: `eft tasks check` prints them, the tests call them.

What the first lines of programs in right/ and wrong/ say is in `checks/files.py` and `checks/running.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from eft.evaluation.checks.breach import Breach, demand
from eft.evaluation.checks.files import PROFILE, complete, label, ladder, ordered, profile, programs, stated
from eft.evaluation.checks.running import climbs, every_instance, long_program, seed_program, wrong_program
from eft.evaluation.checks.scorer import agrees, pure, reproducible
from eft.evaluation.evaluate import SandboxEvaluator
from eft.types import InfrastructureError, Task, UserError

__all__ = [
    "Breach",
    "Finding",
    "agrees",
    "climbs",
    "complete",
    "every_instance",
    "findings",
    "foreign_findings",
    "ladder",
    "long_program",
    "ordered",
    "profile",
    "programs",
    "pure",
    "reproducible",
    "seed_program",
    "stated",
    "wrong_program",
]


@dataclass(frozen=True)
class Finding:
    """One check's result. words: what was found; remedy: empty if it passed."""

    check: str
    passed: bool
    words: str = ""
    remedy: str = ""


def findings(family: Sequence[Task], *, slow: bool = False) -> Iterator[Finding]:
    """Every check of one family, one after the other. slow: every instance and the programs of the train profile too (minutes)."""
    for check in (complete, stated, ordered, reproducible, pure, agrees):
        yield _found(check.__name__, partial(check, family), _meaning(check))
    cheap = SandboxEvaluator("cheap", workers=1)
    try:
        yield _found("seed_program", partial(seed_program, family, cheap), _meaning(seed_program))
        yield _found("climbs", partial(climbs, family, cheap), _meaning(climbs))
        for file in programs(family, "wrong"):
            yield _found(label(file), partial(wrong_program, family, file, cheap))
        if slow:
            yield _found("every_instance", partial(every_instance, family, cheap), _meaning(every_instance))
            yield from _long(family, cheap)
    finally:
        cheap.close()


def _long(family: Sequence[Task], cheap: SandboxEvaluator) -> Iterator[Finding]:
    train = SandboxEvaluator("train", workers=1)
    try:
        for file in programs(family, "right"):
            if PROFILE.match(file.read_text(encoding="utf-8").split("\n", 1)[0]) is None or profile(family, file)[0] == "train":
                yield _found(label(file), partial(long_program, family, file, train, cheap))
    finally:
        train.close()


def _meaning(check: Callable[..., object]) -> str:
    """What a check that passed has shown, by its docstring."""
    return (check.__doc__ or "").partition(". False")[0].strip()


def _found(name: str, check: Callable[[], object], meaning: str = "") -> Finding:
    try:
        done = check()
    except Breach as breach:
        return Finding(name, False, breach.words, breach.remedy)
    except (UserError, InfrastructureError) as error:
        return Finding(name, False, str(error), "the folder's own files fail")
    except Exception as error:  # a stranger's score.py may raise anything; it is named
        return Finding(name, False, f"{type(error).__name__}: {error}", "score.py or objective.py fails")
    return Finding(name, True, "no objective.py: not checked" if done is False else meaning)


def foreign_findings(task: Task) -> Iterator[Finding]:
    """The same for a task folder of another project: it loads, its first program has a score, twice the same one."""
    from eft.evaluation.foreign import ForeignEvaluator, warnings

    named = warnings([task])
    yield Finding("loads", True, f"as {task.tags[0]}" + (f"; {'; '.join(named)}" if named else ""))
    evaluator = ForeignEvaluator()

    def scored() -> None:
        outcome = evaluator.evaluate(task, task.initial)
        demand(
            outcome.ok, f"first program: {outcome.status}: {outcome.reason}", "the evaluator must give its own first program a finite score"
        )
        again = evaluator.evaluate(task, task.initial)
        demand(
            again.score == outcome.score,
            f"first program: {outcome.score}, then {again.score}",
            "seed the evaluator, or live with labels that are partly luck",
        )

    try:
        yield _found("seed_program", scored)
    finally:
        evaluator.close()
