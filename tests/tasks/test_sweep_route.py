from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("contest/sweep_route")[0], "score")
objective = load_module(read_family("contest/sweep_route")[0], "objective")
ROOM = {"N": 2, "right": np.array([[0], [0]]), "down": np.array([[0, 0]]), "d": np.array([[1, 1], [1, 1]])}
WALLED = {**ROOM, "right": np.array([[0], [1]]), "d": np.array([[1, 2], [3, 4]])}


@pytest.mark.parametrize(
    ("room", "move", "value"),
    [
        (ROOM, "RDLU", 6),
        (ROOM, "DRUL" * 3, 6),
        # (0,0) every 3 steps; (0,1) after 2, 4; (1,0), (1,1) every 6: 6 + 2 (1 + 6) + 7 * 15 = 125 over six steps
        (WALLED, "RDULDU", (1 * (6 + 1) + 2 * (1 + 6) + 7 * 15) / 6),
    ],
)
def test_mean_dirt_by_hand(room: dict, move: str, value: float) -> None:
    assert score.score(room, {"reference": 1}, {"move": move}).value == value
    assert score.score(room, {"reference": 2}, {"move": move}).value == value / 2


@pytest.mark.parametrize(
    ("move", "reason"),
    [
        ("RDLU", "move[2] goes through a wall"),
        ("RRLL", "move[1] leaves the room"),
        ("RDUL", "move: cell (1, 0) is never entered"),
        ("DURD", "move: the walk ends in (1, 1), expected (0, 0)"),
        ("RDX", "move: letter 'X', expected U, D, L or R"),
        ("", "move: empty, expected 1 to 100000 letters"),
    ],
)
def test_bad_walks_are_refused(move: str, reason: str) -> None:
    assert score.score(WALLED, {"reference": 1}, {"move": move}).reason == reason


@pytest.mark.parametrize("move", ["R" * 100_001, 7, ["R", "L"], b"RL"])
def test_other_answers_are_refused(move: object) -> None:
    with pytest.raises(Reject, match="move"):
        score.score(ROOM, {"reference": 1}, {"move": move})


def twin(public: dict, move: str) -> float:
    """Dirt step by step; the second of three periods counts."""
    dirt, at, total = np.zeros_like(public["d"]), [0, 0], 0
    for k, letter in enumerate(move * 3):
        at[0] += {"U": -1, "D": 1}.get(letter, 0)
        at[1] += {"L": -1, "R": 1}.get(letter, 0)
        dirt += public["d"]
        dirt[at[0], at[1]] = 0
        if len(move) <= k < 2 * len(move):
            total += int(dirt.sum())
    return total / len(move)


def test_score_and_objective_agree_with_a_slow_twin() -> None:
    rng = random.Random(0)
    for seed in range(60):
        public, _ = score.instance({"N": 4}, seed)
        space = objective.Objective(public)
        z = rng.sample(range(16), 16)
        move = space.answer(z)["move"] + space.answer(z[::-1])["move"]
        assert score.score(public, {"reference": 1}, {"move": move}).value == pytest.approx(twin(public, move), rel=1e-15)
        half = space.answer(z)["move"]
        assert space.value(z) == pytest.approx(twin(public, half), rel=1e-15)


def test_every_cell_can_be_reached() -> None:
    for seed in range(5):
        public, _ = score.instance({"N": 9}, seed)
        move = objective.Objective(public).answer(range(81))["move"]
        assert score.score(public, {"reference": 1}, {"move": move}).valid
