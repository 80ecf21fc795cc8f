"""Who has the generator, the names of the pools and time to count seeds learns nothing of a hidden truth.

The attacker here holds the family's own `instance`, which is more than a program in the sandbox can carry along. Each attack is first shown to work
on an instance that it ought to find.
"""

from __future__ import annotations

import runpy
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from eft.evaluation import tasks
from eft.evaluation.blocks import infix
from eft.evaluation.blocks.pools import fingerprint, pool_seed
from eft.evaluation.evaluate import judge
from eft.evaluation.instances import Instance
from eft.evaluation.scorers.regression import values
from eft.types import Direction, Task

COUNTED = 30  # small seeds, and numbers of laws, that are tried
STRONG = runpy.run_path(str(tasks.read_family("systems/expert_balance")[0].folder / "right" / "3_strong.py"))["solve"]
Public = Mapping[str, Any]
Answer = dict[str, Any]
HONEST: dict[str, Callable[[Public], Answer]] = {
    "laws/stress_strain": lambda public: {"expr": repr(float(public["sigma"].mean()))},
    "denoise/images": lambda public: {"X": public["Y"]},
    "systems/expert_balance": lambda public: STRONG(**public),
}
KNOWING: dict[str, Callable[[Public, Public], Answer]] = {
    "laws/stress_strain": lambda public, secret: {"expr": secret["law"]},
    "denoise/images": lambda public, secret: {"X": secret["clean"]},
    "systems/expert_balance": lambda public, secret: STRONG(**{**public, "hist": secret["window"]}),
}


def inverted(task: Task, seeds: list[int]) -> Callable[[Public], Answer]:
    """A program that knows the truths of these seeds' instances, and answers as an honest one to the others."""
    score = tasks.load_module(task, "score")
    known = {fingerprint(public): secret for public, secret in (score.instance({**task.params, **task.args}, seed) for seed in seeds)}

    def solve(public: Public) -> Answer:
        secret = known.get(fingerprint(public))
        return HONEST[task.family](public) if secret is None else KNOWING[task.family](public, secret)

    return solve


def values_of(task: Task, seed: int, reference: float, *programs: Callable[[Public], Answer]) -> list[float]:
    """What each of the programs scores on one instance."""
    public, secret = tasks.load_module(task, "score").instance({**task.params, **task.args}, seed)
    verdicts = [judge(task, Instance("", public, {**secret, "reference": reference}, None), program(public)) for program in programs]
    assert all(verdict.valid for verdict in verdicts), verdicts
    return [verdict.value for verdict in verdicts if verdict.value is not None]


@pytest.mark.parametrize("family", [pytest.param(name, marks=pytest.mark.slow if name == "denoise/images" else ()) for name in HONEST])
def test_counting_seeds_and_reading_names_does_not_help(family: str) -> None:
    task = next(task for task in tasks.read_family(family) if "law" not in task.args)  # the next test is about numbered laws
    computed = [pool_seed(family, task.params["pool"], half, i) for half in ("search", "final") for i in range(8)]
    programs = inverted(task, [*range(COUNTED), *computed]), HONEST[family]
    for seed in (COUNTED - 1, computed[9]):
        attack, honest = values_of(task, seed, 1.0, *programs)
        assert attack > honest if task.direction is Direction.MAX else attack < honest, "the attack must work where it can"
    for row in (*tasks.pool(task, "search"), *tasks.pool(task, "final")):
        attack, honest = values_of(task, row["seed"], row["reference"], *programs)
        assert attack == honest


def test_no_law_of_a_small_number_fits() -> None:
    """The attacker draws the laws 0, 1, 2, ... and looks which of them the data obey."""
    exact = [task for task in tasks.read_family("laws/stress_strain") if "law" in task.args and not task.args["noise"]]
    score = tasks.load_module(exact[0], "score")
    laws = [infix.law(score.fixed_law(number), score.NAMES) for number in range(COUNTED)]

    def fitting(public: Public) -> list[int]:
        x, y = score.training(public)
        return [number for number, law in enumerate(laws) if abs(values(*law, x) - y).max() < 1e-9 * abs(y).max()]

    assert fitting(score.instance({"law": 7, "noise": 0.0}, 2**50)[0]) == [7]
    for task in exact:
        assert fitting(score.instance({**task.params, **task.args}, tasks.pool(task, "search")[0]["seed"])[0]) == []
