"""What every family's folder keeps to, as checks of one family: `eft tasks check` prints them, the tests call them.

Families whose programs are C have no score.py: they name a problem of the kernel timer (`compiled`), and `//` for `#` in what follows.

First lines of programs. right/: `# profile: cheap` or `# profile: train`, then optionally `; instance: key=value,…` (the first instance
otherwise). wrong/: `# expect: STATUS[|STATUS…]: part of the reason` and, for accepted answers that must gain nothing, `# at most: VALUE`
(no better than this in the task's direction; without it, no better than the textbook program).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

from eft.evaluation import tasks
from eft.evaluation.blocks.pools import fingerprint, instance_hash
from eft.evaluation.blocks.verdict import Verdict
from eft.evaluation.compiled import race
from eft.evaluation.evaluate import SandboxEvaluator, judge
from eft.evaluation.instances import PROFILES, PUBLIC_SECRET, genotypes, instances, limits
from eft.evaluation.rounds import in_rounds
from eft.evaluation.timing import kernels
from eft.evaluation.timing.stream import FastStream
from eft.types import Direction, InfrastructureError, Status, Task, UserError

LADDER_SEEDS = range(100, 116)
REPRODUCED = 3  # instances of a family that are built twice
RUNGS = 3
SEED = "the seed program must be valid within the cheap profile's calls"
STATUSES = "|".join(status.value for status in Status)
EXPECT = re.compile(rf"(?:#|//) expect: ((?:{STATUSES})(?:\|(?:{STATUSES}))*): ?(.*)")
PROFILE = re.compile(r"(?:#|//) profile: (cheap|train)(?:; instance: (\S+))?\s*$")
DIRECTIONS = {Direction.MAX: "maximi[sz]|larger is better", Direction.MIN: "minimi[sz]|smaller is better"}


class Breach(AssertionError):
    """A family that does not keep to the contract: what is wrong, and what to do about it."""

    def __init__(self, words: str, remedy: str) -> None:
        super().__init__(f"{words}; {remedy}")
        self.words, self.remedy = words, remedy


def demand(condition: object, words: str, remedy: str) -> None:
    """Breach unless the condition holds."""
    if not condition:
        raise Breach(words, remedy)


@dataclass(frozen=True)
class Finding:
    """One check's result. words: what was found; remedy: empty if it passed."""

    check: str
    passed: bool
    words: str = ""
    remedy: str = ""


def better(task: Task, value: float, than: float) -> bool:
    """In the task's direction, strictly."""
    return value > than if task.direction is Direction.MAX else value < than


def programs(family: Sequence[Task], kind: str) -> list[Path]:
    """The files of `right/` or `wrong/`, in order."""
    return sorted((family[0].folder / kind).glob(f"*{family[0].suffix}"))


def profile(family: Sequence[Task], file: Path) -> tuple[str, Task]:
    """Profile and task that the first line of a right/ program names."""
    line = file.read_text(encoding="utf-8").split("\n", 1)[0]
    match = PROFILE.match(line)
    if match is None:
        raise Breach(
            f"{_name(file)}: first line {line!r}",
            "write `# profile: cheap` or `# profile: train`, and `; instance: key=value` if it is not the first",
        )
    if not match[2]:
        return match[1], family[0]
    named = [task for task in family if task.id.rpartition("/")[2] == match[2]]
    demand(named, f"{_name(file)}: instance {match[2]} is none of task.yaml", "name one that is there")
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
        for profile in PROFILES.values():
            race(task, profile, limits(task, profile))
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


def reproducible(family: Sequence[Task]) -> None:
    """An instance is a function of its parameters, and a hidden one that of its pool."""
    for task in family[:REPRODUCED]:
        if tasks.is_kernel(task):
            kernel, case, _ = race(task, PROFILES["cheap"], task.limits)
            draw, sizes = kernel.drawn_for(case).generate, kernel.cases[case]
            first, second = (
                instance_hash(dict(zip(kernel.inputs, draw(FastStream(1, kernel.name), sizes), strict=True))) for _ in range(2)
            )
            demand(first == second, f"{task.id}: two calls of generate() differ", "draw all randomness from the stream")
            continue
        make = tasks.load_module(task, "score").instance
        params = {**task.params, **task.args}
        if task.kind == "hidden":
            for half in ("search", "final"):
                entry = tasks.pool(task, half)[0]
                same = fingerprint(make(params, int(entry["seed"]))[0]) == entry["hash"]
                demand(
                    same, f"{task.id}: the first {half} instance is not that of pool.json", "build the pool again, or take the change back"
                )
        else:
            first, second = (instance_hash(make(params, None)[0]) for _ in range(2))
            demand(first == second, f"{task.id}: two calls of instance() differ", "draw all randomness from eft.evaluation.blocks.stream")


def pure(family: Sequence[Task]) -> bool:
    """Same verdict twice and in the other order, nothing written to its arguments. False: no objective to draw answers from."""
    task = family[0]
    if not (task.folder / "objective.py").is_file():
        return False
    instance = instances(task, PROFILES["cheap"], "search", PUBLIC_SECRET)[0]
    objective = tasks.load_module(task, "objective").Objective(dict(instance.public))
    answers = [objective.answer(z) for z in genotypes(objective, 2)]
    kept, before = copy.deepcopy(answers), instance_hash(instance.public)
    there = [judge(task, instance, answer) for answer in answers]
    back = [judge(task, instance, answer) for answer in reversed(answers)][::-1]
    same = [(v.valid, v.value, v.reason) for v in there] == [(v.valid, v.value, v.reason) for v in back]
    demand(same, "score() gives another verdict the second time", "keep no state between calls")
    demand(instance_hash(instance.public) == before, "score() writes to the instance", "copy what it changes")
    untouched = [instance_hash(answer) for answer in answers] == [instance_hash(answer) for answer in kept]
    demand(untouched, "score() writes to the answer", "copy what it changes")
    return True


def agrees(family: Sequence[Task]) -> bool:
    """Every genotype stands for a valid answer, and where one answer is clearly better to the objective it is to the scorer."""
    task = family[0]
    if not (task.folder / "objective.py").is_file():
        return False
    instance = instances(task, PROFILES["cheap"], "search", PUBLIC_SECRET)[0]
    objective = tasks.load_module(task, "objective").Objective(dict(instance.public))
    pairs = []
    for z in genotypes(objective, 8):
        verdict: Verdict = judge(task, instance, objective.answer(z))
        demand(verdict.valid, f"objective.answer(z) is refused: {verdict.reason}", "every point of the space stands for a valid answer")
        assert verdict.value is not None  # a valid one has a value
        pairs.append((objective.value(z), verdict.value))
    best, worst = min(pairs), max(pairs)
    agree = best[0] == worst[0] or not better(task, worst[1], best[1])
    demand(
        agree,
        f"objective {best[0]} and {worst[0]}, score {best[1]} and {worst[1]}",
        "smaller must be better to the objective, in the scorer's order",
    )
    return True


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
        demand(outcome.status is Status.OK, f"{_name(file)}: {outcome.status}: {outcome.reason}", "a program of right/ must be accepted")
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
    demand(outcome.status is Status.OK, f"{_name(file)}: {outcome.status}: {outcome.reason}", "a program of right/ must be accepted")
    best = ladder(family)[1][-1]
    other = cheap.evaluate(task, best.read_text(encoding="utf-8"))
    assert outcome.score is not None
    demand(
        other.score is not None and better(task, outcome.score, other.score),
        f"{_name(file)} {outcome.score:.10g} is no better than {best.name} ({other.score or other.reason})",
        "with more time it must gain more",
    )


def wrong_program(family: Sequence[Task], file: Path, cheap: SandboxEvaluator) -> None:
    """A program of wrong/ ends as its first line says, and gains nothing if it is accepted."""
    source = file.read_text(encoding="utf-8")
    line = source.split("\n", 1)[0]
    match = EXPECT.match(line)
    if match is None:
        raise Breach(f"{_name(file)}: first line {line!r}", "write `# expect: STATUS: part of the reason`")
    task = family[0]
    outcome = cheap.evaluate(task, source, seeds=(0,))
    ended = f"{_name(file)}: ends as {outcome.status}: {outcome.reason}"
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
            f"{_name(file)}: scores {outcome.score:.10g}, better than {bound:.10g}",
            "close the hole it goes through",
        )


def _textbook(family: Sequence[Task], cheap: SandboxEvaluator) -> float:
    """Score of the ladder's second program on the family's first task."""
    file = ladder(family)[1][1]
    outcome = cheap.evaluate(family[0], file.read_text(encoding="utf-8"))
    if outcome.score is None:
        raise Breach(f"{_name(file)}: {outcome.status}: {outcome.reason}", "a program of right/ must be accepted")
    return outcome.score


def _name(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


def findings(family: Sequence[Task], *, slow: bool = False) -> Iterator[Finding]:
    """Every check of one family, one after the other. slow: every instance and the programs of the train profile too (minutes)."""
    for check in (complete, stated, ordered, reproducible, pure, agrees):
        yield _found(check.__name__, partial(check, family), _meaning(check))
    cheap = SandboxEvaluator("cheap", workers=1)
    try:
        yield _found("seed_program", partial(seed_program, family, cheap), _meaning(seed_program))
        yield _found("climbs", partial(climbs, family, cheap), _meaning(climbs))
        for file in programs(family, "wrong"):
            yield _found(_name(file), partial(wrong_program, family, file, cheap))
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
                yield _found(_name(file), partial(long_program, family, file, train, cheap))
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
