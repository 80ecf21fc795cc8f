"""Stored pools belong to their generators, and no program can compute one that has a hidden truth."""

from __future__ import annotations

import json

import pytest

from eft.evaluation.blocks.pools import fingerprint, pool_seed
from eft.evaluation.rounds import in_rounds
from eft.evaluation.tasks import all_tasks, load_module

POOLED = [task for task in all_tasks() if "pool" in task.params]
FIRST = {task.family: task.id for task in reversed(POOLED)}
NUMBERED = [task for task in POOLED if {"law", "rule"} & {*task.args}]


def rows(task, half):
    return json.loads((task.folder / "pool.json").read_text())["pools"][task.params["pool"]][half]


@pytest.mark.parametrize(
    "task",
    [pytest.param(task, id=task.id, marks=() if in_rounds(task) or FIRST[task.family] == task.id else pytest.mark.slow) for task in POOLED],
)
def test_pool_is_complete_and_reproducible(task) -> None:
    score, both = load_module(task, "score"), rows(task, "search") + rows(task, "final")
    instances = [score.instance({**task.params, **task.args}, rows(task, half)[3]["seed"]) for half in ("search", "final")]
    for (public, secret), half in zip(instances, ("search", "final"), strict=True):
        assert "reference" not in secret
        assert fingerprint(public) == rows(task, half)[3]["hash"]
        assert not {*secret} & {*public} - {"demand"}  # autoscale tells the demand so far under the same name
    seeds = [row["seed"] for row in both]
    computed = [pool_seed(task.family, task.params["pool"], half, i) for half in ("search", "final") for i in range(8)]
    if instances[0][1]:
        assert len({*seeds}) == 16
        assert min(seeds) > 2**40
    else:
        assert seeds == computed
    sign = 1 if task.direction == "max" else -1
    if in_rounds(task):
        assert sum(sign * row["base"] for row in both) <= sum(sign * row["reference"] for row in both)
        return
    for row in both:
        assert sign * row["base"] <= sign * row["reference"], "the reference must not be worse than the base construction"
        if row.get("bound") is not None:
            assert sign * row["reference"] <= sign * row["bound"]


def test_no_seed_of_a_family_with_a_secret_can_be_computed() -> None:
    """Not from the names of any pool, nor by counting; seeds of two pools of a family are different too."""
    with_secret = {}
    for task in POOLED:
        if task.family not in with_secret:
            with_secret[task.family] = bool(load_module(task, "score").instance({**task.params, **task.args}, 1)[1])
    hidden = [task for task in POOLED if with_secret[task.family]]
    assert len({task.family for task in hidden}) >= 18
    seeds = [row["seed"] for task in hidden for half in ("search", "final") for row in rows(task, half)]
    assert len({*seeds}) == len(seeds)
    assert not {*seeds} & {
        pool_seed(task.family, task.params["pool"], half, i) for task in hidden for half in ("search", "final") for i in range(1000)
    }
    assert min(seeds) > 2**40
    assert max(seeds) < 2**63


def test_number_of_a_law_cannot_be_counted() -> None:
    """A program could draw the laws 1, 2, 3 ... and take the one that fits: the numbers are drawn, and are in no statement."""
    numbers = [value for task in NUMBERED for key, value in task.args.items() if key in ("law", "rule")]
    assert len({*numbers}) == len(numbers) >= 64
    assert min(numbers) > 2**40
    assert not any(str(number) in task.statement + task.id for task in NUMBERED for number in numbers)
