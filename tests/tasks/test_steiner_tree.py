from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("graphs/steiner_tree")
score = load_module(TASKS[0], "score")
CLAW = {
    "n": 5,
    "edges": np.array([[0, 1], [1, 2], [1, 3], [0, 2], [3, 4]]),
    "w": np.array([1, 1, 10, 300, 1000]),
    "terminals": np.array([0, 2]),
}


def slow_cost(public: dict, listed: list[int]) -> int | None:
    """Twin: drop one dead end after another, looking at all edges each time; None where the terminals are apart."""
    ends = {k: set(public["edges"][k].tolist()) for k in listed}
    fixed = set(public["terminals"].tolist())
    part = {next(iter(fixed))}
    while any(len(pair & part) == 1 for pair in ends.values()):
        part |= next(pair for pair in ends.values() if len(pair & part) == 1)
    if not fixed <= part:
        return None
    while True:
        dead = [k for k, pair in ends.items() if any(v not in fixed and sum(v in p for p in ends.values()) == 1 for v in pair)]
        if not dead:
            return sum(int(public["w"][k]) for k in ends)
        del ends[dead[0]]


def test_costs_by_hand() -> None:
    assert score.score(CLAW, {"reference": 2}, {"e": [0, 1]}).value == 1.0
    pruned = score.score(CLAW, {"reference": 1}, {"e": [4, 2, 0, 1]})
    assert (pruned.value, pruned.reason) == (2, "2 edges to dead ends removed")
    assert score.score(CLAW, {"reference": 1}, {"e": [3]}).value == 300
    assert score.score(CLAW, {"reference": 1}, {"e": [0, 1, 3]}).value == 302  # a cycle is paid in full
    assert score.score(CLAW, {"reference": 1}, {"e": [3, 4]}).value == 300  # a part without terminals


def test_rules() -> None:
    assert score.score(CLAW, {"reference": 1}, {"e": [0]}).reason == "e: terminal 2 is not connected to terminal 0"
    assert score.score(CLAW, {"reference": 1}, {"e": []}).reason == "e: terminal 2 is not connected to terminal 0"
    assert score.score(CLAW, {"reference": 1}, {"e": [0, 1, 1]}).reason == "e: edge 1 appears twice"
    for bad in ([5], [-1], [0.0], 3, [0] * 6):
        with pytest.raises(Reject, match="e"):
            score.score(CLAW, {"reference": 1}, {"e": bad})


def test_scorer_agrees_with_a_slow_twin() -> None:
    rng = random.Random(1)
    for _ in range(150):
        n = rng.randint(3, 9)
        pairs = list(itertools.combinations(range(n), 2))
        edges = rng.sample(pairs, rng.randint(n - 1, min(len(pairs), 2 * n)))
        public = {
            "n": n,
            "edges": np.array(edges),
            "w": np.array([rng.randint(1, 9) for _ in edges]),
            "terminals": np.array(rng.sample(range(n), rng.randint(2, 3))),
        }
        listed = rng.sample(range(len(edges)), rng.randint(1, len(edges)))
        verdict = score.score(public, {"reference": 1}, {"e": listed})
        assert verdict.value == slow_cost(public, listed)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.params["pool"])
def test_objective_agrees_with_score(task) -> None:
    public, secret = score.instance({**task.params, **task.args}, 5)
    space, rng = load_module(task, "objective").Objective(public), random.Random(3)
    assert secret == {}
    assert public["w"].min() >= 1
    assert len(set(public["terminals"].tolist())) == task.args["terminals"]
    for _ in range(5):
        z = [rng.randint(space.low, space.high) for _ in range(space.size)]
        verdict = score.score(public, {"reference": 1}, space.answer(np.array(z)))
        assert (verdict.value, verdict.reason) == (space.value(z), "")
