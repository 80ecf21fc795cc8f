"""Every genotype decodes to a valid answer whose score agrees with the objective's value."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from eft.evaluation.tasks import load_module, read_family

# family -> raw value (score against reference 1) expected from the objective's value
RAW = {
    "graphs/max_cut": lambda value: -value,
    "graphs/extremal_girth": lambda value: -value,
    "graphs/independent_set": lambda value: -value,
    "graphs/linear_layout": int,
    "routing/tsp": float,
    "scheduling/flow_shop": float,
    "scheduling/weighted_tardiness": lambda value: value + 1,
    "assignment/bin_packing": lambda value: np.ceil(value),
    "assignment/qap": float,
    "assignment/number_partition": float,
    "contest/production_plan": lambda value: -1e5 * value,
    "circuits/sorting_network": float,
    "systems/txn_order": float,
}


def genotype(space: Any, rng: random.Random) -> list[int]:
    if space.kind == "permutation":
        return rng.sample(range(space.size), space.size)
    return [rng.randint(space.low, space.high) for _ in range(space.size)]


@pytest.mark.parametrize("family", sorted(RAW))
def test_objective_agrees_with_score(family: str) -> None:
    rng = random.Random(family)
    for task in read_family(family):
        score, objective = load_module(task, "score"), load_module(task, "objective")
        public, _ = score.instance({**task.params, **task.args}, 5)
        space = objective.Objective(public)
        for z in (genotype(space, rng), genotype(space, rng)):
            verdict = score.score(public, {"reference": 1}, space.answer(np.array(z)))
            assert verdict.valid, verdict.reason
            assert verdict.value == pytest.approx(RAW[family](space.value(z)), rel=1e-12)
