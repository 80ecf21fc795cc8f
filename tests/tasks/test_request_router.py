"""systems/request_router: traces, units, objective against the simulator, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from eft.evaluation import tasks
from eft.evaluation.blocks import infix
from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.scorers.policies import ROUTER, routing

FAMILY = tasks.read_family("systems/request_router")
SCORE = tasks.load_module(FAMILY[0], "score")
OBJECTIVE = tasks.load_module(FAMILY[0], "objective").Objective


def test_unit_is_the_shortest_queue() -> None:
    for task in FAMILY:
        public, secret = SCORE.instance(dict(task.args), 2)
        assert SCORE.score(public, secret, {"expr": "queue"}).value == 1.0
        assert (public["train"].shape, public["speed"].shape) == ((2, 4000, 5), (16,))
        assert (public["train"][:, :, 3] <= public["train"][:, :, 2]).all()
        work = public["train"][0, :, 2].sum() / public["train"][0, -1, 0]
        assert 1000 * work / public["speed"].sum() == pytest.approx(task.args["load"], rel=0.1)


def test_objective_routes_as_the_simulator() -> None:
    """Without chance, the longest latency of 99 requests of the prefix is the simulator's percentile."""
    for task in FAMILY:
        public, _ = SCORE.instance(dict(task.args), 5)
        objective = OBJECTIVE(public)
        objective.rows, objective.chance = objective.rows[:99], objective.chance[:99]
        rows, small = np.array(objective.rows), {**public, "speed": public["speed"][:8]}
        for z in ([0.3, 0.4, 0.2, 0.1, 0.2, -0.3, 0.0], [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]):
            ticks = routing(infix.policy(objective.answer(z)["expr"], ROUTER), SCORE.requests_of(rows, small, 0))
            longest = math.exp(objective.value(z))  # the mean of the 12 longest
            assert 0.3 * ticks < longest <= ticks + 1e-6


@pytest.mark.parametrize("expr", ["load", "queue.x", "1e999*u", "exp(1, 2)", 1.5])
def test_refusals(expr: object) -> None:
    public, secret = SCORE.instance(dict(FAMILY[0].args), 1)
    with pytest.raises(Reject, match="expr: "):
        SCORE.score(public, secret, {"expr": expr})
