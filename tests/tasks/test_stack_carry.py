from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("contest/stack_carry")[0], "score")
objective = load_module(read_family("contest/stack_carry")[0], "objective")
TINY = {"stack": np.array([1, 3, 2, 4]), "m": 2}
PLAN = [[3, 1], [1, -1], [3, 0], [4, 0], [2, -1], [4, 1], [3, -1], [4, -1]]


# 3 onto 4, then 1 leaves; 4 and 3 together to stack 0 (cost 3); 2 leaves, 3 leaves, 4 leaves
TOGETHER = [[3, 1], [1, -1], [4, 0], [2, -1], [3, -1], [4, -1]]


@pytest.mark.parametrize(("move", "cost"), [(PLAN, 8), (TOGETHER, 5)])
def test_cost_by_hand(move: list, cost: int) -> None:
    verdict = score.score(TINY, {"reference": 4}, {"move": move})
    assert verdict.value == cost / 4
    assert verdict.certificate == {"cost": cost}


def twin(public: dict, move: list) -> int | None:
    """The same rules on strings of boxes."""
    piles = ["".join(chr(box) for box in pile) for pile in public["stack"].reshape(public["m"], -1)]
    cost, left = 0, 0
    for box, target in move:
        source = next((t for t, pile in enumerate(piles) if chr(box) in pile), None)
        if source is None or target == source or target >= public["m"]:
            return None
        head, _, tail = piles[source].partition(chr(box))
        piles[source] = head
        if target >= 0:
            piles[target] += chr(box) + tail
            cost += 2 + len(tail)
        elif tail or box != left + 1:
            return None
        else:
            left = box
    return cost if not any(piles) else None


def test_score_and_objective_agree_with_a_slow_twin() -> None:
    rng, seen = random.Random(0), set()
    for seed in range(100):
        public, _ = score.instance({"n": 12, "m": 4}, seed)
        space = objective.Objective(public)
        z = [rng.randint(0, 2) for _ in range(12)]
        move = space.answer(z)["move"]
        if seed % 2:
            move[rng.randrange(len(move))] = [rng.randint(1, 12), rng.randint(-1, 3)]
        expected = twin(public, move)
        verdict = score.score(public, {"reference": 1}, {"move": move})
        assert verdict.value == expected
        if seed % 2 == 0:
            assert expected == space.value(z)
        seen.add(expected is None)
    assert seen == {True, False}


@pytest.mark.parametrize(
    ("move", "reason"),
    [
        ([[3, 1], [1, -1], [4, -1], [2, -1]], "move[2]: box 4 cannot leave, 2 is next and must be on top of its stack"),
        ([[3, 0], [1, -1], [2, -1], [3, -1]], "move[0]: box 3 is on stack 0, expected another target 0..1 or -1"),
        ([[3, 1], [1, -1], [1, 0], [3, -1]], "move[2]: box 1 is not there"),
        ([[3, 1], [1, -1], [3, 0], [3, 1]], "move: 3 boxes are left at the end"),
    ],
)
def test_bad_moves_are_refused(move: list, reason: str) -> None:
    assert score.score(TINY, {"reference": 1}, {"move": move}).reason == reason


@pytest.mark.parametrize("move", [[], PLAN * 6, [[3, -2]] * 4, [[3.0, 1]] * 4, [3, 1, 1, -1]])
def test_bad_lists_are_refused(move: list) -> None:
    with pytest.raises(Reject, match="move"):
        score.score(TINY, {"reference": 1}, {"move": move})
