from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("systems/prefix_reorder")
score = load_module(TASKS[0], "score")
PAIR = {"X": np.array([[5, 1], [5, 2]]), "length": np.array([3, 4])}


def test_two_rows_by_hand() -> None:
    assert score.score(PAIR, {"reference": 9}, {"rows": [0, 1], "cols": [[0, 1], [0, 1]]}).value == 1.0
    assert score.score(PAIR, {"reference": 9}, {"rows": [0, 1], "cols": [[1, 0], [1, 0]]}).value == 0.0
    assert score.score(PAIR, {"reference": 9}, {"rows": [0, 1], "cols": [[0, 1], [1, 0]]}).value == 0.0


def test_random_answers_against_a_slow_twin() -> None:
    rng = random.Random(1)
    for _ in range(60):
        n, m = rng.randint(2, 12), rng.randint(1, 5)
        table = np.array([[rng.randint(0, 1) for _ in range(m)] for _ in range(n)])
        length = np.array([rng.randint(1, 9) for _ in range(m)])
        rows = rng.sample(range(n), n)
        orders = [rng.sample(range(m), m) for _ in range(2)]
        cols = [rng.choice(orders) for _ in range(n)]
        total = 0
        for i in range(1, n):
            for p in range(m):
                j = cols[i][p]
                if cols[i - 1][p] != j or table[rows[i - 1], j] != table[rows[i], j]:
                    break
                total += int(length[j]) ** 2
        assert score.score({"X": table, "length": length}, {"reference": 1}, {"rows": rows, "cols": cols}).value == total


def test_refusals() -> None:
    with pytest.raises(Reject, match="rows"):
        score.score(PAIR, {"reference": 1}, {"rows": [0, 0], "cols": [[0, 1], [0, 1]]})
    assert "cols[1]" in score.score(PAIR, {"reference": 1}, {"rows": [0, 1], "cols": [[0, 1], [1, 1]]}).reason


def test_shapes_of_the_kinds() -> None:
    for task in TASKS:
        public, _ = score.instance({**task.params, **task.args}, 2)
        assert public["X"].shape == (task.args["n"], task.args["m"])
        assert 1 <= public["length"].min() <= public["length"].max() <= 40
