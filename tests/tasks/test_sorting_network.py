from __future__ import annotations

import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("circuits/sorting_network")[0], "score")


def value(n: int, network: list[list[int]]) -> float:
    return score.score({"n": n}, {}, {"c": network}).value


def test_known_networks() -> None:
    four = [[0, 1], [2, 3], [0, 2], [1, 3], [1, 2]]
    assert value(4, four) == 5
    assert value(3, [[0, 1], [1, 2], [0, 1]]) == 3
    assert value(4, []) == 6
    assert value(7, []) == 21


def test_useless_comparators_count_and_missing_ones_are_appended() -> None:
    assert value(3, [[0, 1], [0, 1], [1, 2], [0, 1]]) == 4
    assert value(3, [[0, 1]]) == 3  # appended: 1-2, 0-1; the first 0-1 of the bubble order changes nothing


def test_bad_comparators() -> None:
    assert not score.score({"n": 4}, {}, {"c": [[1, 0]]}).valid
    assert not score.score({"n": 4}, {}, {"c": [[2, 2]]}).valid
    for network in ([[0, 4]], [[-1, 2]], [[0, 1]] * 17, [[0.0, 1.0]]):
        with pytest.raises(Reject, match="c"):
            score.score({"n": 4}, {}, {"c": network})
