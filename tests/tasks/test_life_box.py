from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("games/life_box")[0], "score")


def value(rows: list[str]) -> float:
    return score.score({"b": len(rows)}, {}, {"cells": [[int(c) for c in row] for row in rows]}).value


def test_small_patterns_by_hand() -> None:
    assert value(["000", "111", "000"]) == 0  # blinker
    assert value(["110", "110", "000"]) == 0  # block
    assert value(["100", "000", "000"]) == 1  # dies
    assert value(["110", "100", "000"]) == 1  # block after one generation


def test_objective_counts_the_same_generations() -> None:
    space = load_module(read_family("games/life_box")[0], "objective").Objective({"b": 5})
    rng = np.random.default_rng(2)
    for _ in range(20):
        z = rng.integers(0, 2, 25).tolist()
        assert -space.value(z) == min(1200, score.score({"b": 5}, {}, space.answer(z)).value)


def test_bad_cells() -> None:
    for cells in ([[2, 0], [0, 0]], [[0, 1]], [[0, 1.0], [0, 0]], [[True, False], [False, False]], [[-1, 0], [0, 0]]):
        with pytest.raises(Reject, match="cells"):
            score.score({"b": 2}, {}, {"cells": cells})
