"""systems/job_placement: traces, units, objective against the simulator, refusals."""

from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation import tasks
from eft.evaluation.blocks import infix
from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.scorers.policies import CLUSTER, cluster

FAMILY = tasks.read_family("systems/job_placement")
SCORE = tasks.load_module(FAMILY[0], "score")
OBJECTIVE = tasks.load_module(FAMILY[0], "objective").Objective


def test_unit_is_best_fit_and_every_job_fits() -> None:
    for task in FAMILY:
        public, secret = SCORE.instance(dict(task.args), 2)
        assert SCORE.score(public, secret, {"expr": SCORE.BEST_FIT}).value == 1.0
        assert (public["train"].shape, public["nodes"].shape) == ((2, 1000, 6), (64, 3))
        assert (np.diff(public["train"][:, :, 0], axis=1) >= 0).all()
        assert (public["train"][:, :, 1] >= 5).all()


def test_objective_places_as_the_simulator() -> None:
    rng = random.Random(2)
    for task in FAMILY:
        public, _ = SCORE.instance(dict(task.args), 5)
        objective = OBJECTIVE(public)
        jobs, nodes = np.array(objective.jobs), np.array(objective.nodes)
        for _ in range(4):
            z = [rng.uniform(-1, 1) for _ in range(objective.size)]
            total = cluster(infix.policy(objective.answer(z)["expr"], CLUSTER), SCORE.cluster_of(jobs, nodes))
            assert objective.value(z) == pytest.approx(total / 1000 / len(jobs), rel=0.05)  # thousandths are rounded down, ties may differ


@pytest.mark.parametrize("expr", ["disk", "free_cpu[0]", "1e999", "min(cpu)", [0]])
def test_refusals(expr: object) -> None:
    public, secret = SCORE.instance(dict(FAMILY[0].args), 1)
    with pytest.raises(Reject, match="expr: "):
        SCORE.score(public, secret, {"expr": expr})
