from __future__ import annotations

import random
from itertools import product

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("games/tree_sort")[0], "score")
PATH = {"n": 3, "edges": np.array([[0, 1], [1, 2]]), "perm": np.array([2, 1, 0])}
STAR = {"n": 4, "edges": np.array([[0, 1], [0, 2], [0, 3]]), "perm": np.array([1, 2, 0, 3])}


def test_rounds_by_hand() -> None:
    assert score.score(PATH, {"reference": 1}, {"rounds": [[0], [1], [0]]}).value == 3.0
    assert score.score(PATH, {"reference": 6}, {"rounds": [[0], [1], [0]]}).value == 0.5
    assert "vertex 0 holds token 1" in score.score(PATH, {"reference": 1}, {"rounds": [[0]]}).reason
    assert "shares a vertex" in score.score(PATH, {"reference": 1}, {"rounds": [[0, 1]]}).reason


def test_all_short_answers_agree_with_products_of_transpositions() -> None:
    """Twin: permutation matrices, over all sequences of up to 4 single swaps on the star."""
    sorted_by = 0
    for length in range(5):
        for swaps in product(range(3), repeat=length):
            board = np.eye(4, dtype=int)[STAR["perm"]]
            for e in swaps:
                order = np.arange(4)
                order[[0, e + 1]] = order[[e + 1, 0]]
                board = board[order]
            wanted = bool((board == np.eye(4)).all())
            assert score.score(STAR, {"reference": 1}, {"rounds": [[e] for e in swaps]}).valid == wanted
            sorted_by += wanted
    assert sorted_by


def test_any_leaf_order_sorts() -> None:
    rng = random.Random(1)
    objective = load_module(read_family("games/tree_sort")[0], "objective")
    for task in read_family("games/tree_sort"):
        public, _ = score.instance({**task.params, **task.args}, 4)
        space = objective.Objective(public)
        for _ in range(3):
            z = rng.sample(range(space.size), space.size)
            assert score.score(public, {"reference": 1}, space.answer(z)).value == space.value(z)


def test_bad_rounds() -> None:
    for rounds in ([[2]], [[-1]], [[0.0]], [0], [[True]], "01", [[0]] * 10):
        with pytest.raises(Reject, match="rounds"):
            score.score(PATH, {"reference": 1}, {"rounds": rounds})


def test_kinds_are_trees() -> None:
    for task in read_family("games/tree_sort"):
        public, _ = score.instance({**task.params, **task.args}, 2)
        reached = {0}
        for u, v in public["edges"].tolist():  # parents come first
            assert u in reached
            reached.add(v)
        assert len(reached) == public["n"] == len(set(public["perm"].tolist()))
