"""The scorer of a family: its instances are reproducible, its verdicts repeat, and the objective agrees with them."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from itertools import combinations

from eft.evaluation import tasks
from eft.evaluation.blocks.pools import fingerprint, instance_hash
from eft.evaluation.blocks.verdict import Verdict
from eft.evaluation.checks.breach import better, demand
from eft.evaluation.compiled import race
from eft.evaluation.instances import PROFILES, PUBLIC_SECRET, genotypes, instances
from eft.evaluation.scoring import judge
from eft.evaluation.timing.stream import FastStream
from eft.types import Task

REPRODUCED = 3  # instances of a family that are built twice


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
    """Every genotype stands for a valid answer, and which of two is better the objective and the scorer say alike in most pairs.

    Not in all: an objective sees training data only, and a scorer may judge on what is hidden.
    """
    task = family[0]
    if not (task.folder / "objective.py").is_file():
        return False
    instance = instances(task, PROFILES["cheap"], "search", PUBLIC_SECRET)[0]
    objective = tasks.load_module(task, "objective").Objective(dict(instance.public))
    pairs = []
    for z in genotypes(objective, 16):
        verdict: Verdict = judge(task, instance, objective.answer(z))
        demand(verdict.valid, f"objective.answer(z) is refused: {verdict.reason}", "every point of the space stands for a valid answer")
        assert verdict.value is not None  # a valid one has a value
        pairs.append((objective.value(z), verdict.value))
    alike, against = 0, 0
    for (low, first), (high, second) in combinations(sorted(pairs), 2):
        alike += low < high and better(task, first, second)
        against += low < high and better(task, second, first)
    demand(
        alike > against or not against,
        f"of two points the objective and the score prefer the same {alike} times, different ones {against} times",
        "smaller must be better to the objective, in the scorer's order",
    )
    return True
