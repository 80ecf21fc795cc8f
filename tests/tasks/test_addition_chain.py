from __future__ import annotations

import random

import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("circuits/addition_chain")[0], "score")


def test_chains_by_hand() -> None:
    assert score.score({"targets": ["5", "7"]}, {}, {"steps": [[0, 0], [0, 1], [1, 2], [1, 3]]}).value == 4
    assert not score.score({"targets": ["5", "8"]}, {}, {"steps": [[0, 0], [0, 1], [1, 2], [1, 3]]}).valid
    assert score.score({"targets": ["1"]}, {}, {"steps": []}).value == 0
    assert score.score({"targets": [str(1 << 200)]}, {}, {"steps": [[k, k] for k in range(200)]}).value == 200


def test_bad_steps() -> None:
    for steps in ([[0, -1]], [[0, 0.0]], [[0, 0]] * 4097, [0, 0]):
        with pytest.raises(Reject, match="steps"):
            score.score({"targets": ["2"]}, {}, {"steps": steps})


def test_targets_have_the_stated_size() -> None:
    for task in read_family("circuits/addition_chain"):
        targets = [int(t) for t in score.instance(task.params, None)[0]["targets"]]
        assert len(set(targets)) == task.params["count"]
        assert all(t & 1 and t.bit_length() == task.params["bits"] for t in targets)


def test_every_rule_list_makes_a_chain_of_its_value() -> None:
    rng, objective = random.Random(1), load_module(read_family("circuits/addition_chain")[0], "objective")
    for targets in (["2147495993"], ["99", "1001", "77777"], ["3", "5", "7"]):
        space = objective.Objective({"targets": targets})
        for _ in range(50):
            z = [rng.randint(0, 8) for _ in range(space.size)]
            assert score.score({"targets": targets}, {}, space.answer(z)).value == space.value(z)
