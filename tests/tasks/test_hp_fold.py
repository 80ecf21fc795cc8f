from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("physics/hp_fold")[0], "score")


def value(letters: list[int], move: list[int]) -> float | None:
    return score.score({"seq": np.array(letters)}, {}, {"move": move}).value


def test_contacts_by_hand() -> None:
    assert value([1, 0, 0, 1], [0, 1, 2]) == 1
    assert value([1, 1, 1, 1], [0, 1, 2]) == 1  # neighbours in the chain are no contact
    assert value([1, 0, 1, 1, 0, 1], [0, 1, 2, 2, 3]) == 2  # 0-3 and 0-5
    assert value([1, 1, 1, 1, 1], [0, 0, 0, 0]) == 0
    assert value([1, 1, 1], [0, 2]) is None


def test_contacts_of_all_short_walks() -> None:
    """Twin: all pairs of letters at distance 1 in the plane, over all 4^6 move lists."""
    letters = [1, 1, 0, 1, 1, 0, 1]
    found = 0
    for move in product(range(4), repeat=6):
        sites = np.cumsum([0, *(1j**m for m in move)])
        apart = np.abs(sites[:, None] - sites[None, :])
        if np.unique(np.round(sites, 6)).size < 7:
            assert value(letters, list(move)) is None
            continue
        wanted = sum(letters[i] * letters[j] * (abs(apart[i, j] - 1) < 1e-9) for j in range(7) for i in range(j - 1))
        assert value(letters, list(move)) == wanted
        found += wanted > 1
    assert found


def test_bad_moves() -> None:
    for move in ([0, 1], [0, 1, 4], [0, 1, -1], [0, 1, 2.0], [0, 1, True]):
        with pytest.raises(Reject, match="move"):
            value([1, 0, 0, 1], move)  # type: ignore[arg-type]


def test_dead_ends_of_the_objective_are_folded() -> None:
    space = load_module(read_family("physics/hp_fold")[0], "objective").Objective({"seq": [1] * 12})
    assert space.value([0, 1, 1, 2, 2, 3, 0, 0, 0, 0, 0]) == -score.score({"seq": np.ones(12, int)}, {}, space.answer([0, 1, 1, 2, 2, 3, 0, 0, 0, 0, 0])).value
