from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation.blocks import graphgen
from eft.evaluation.blocks.graph import index_list, index_pairs
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Reject


def test_lists_of_any_length_up_to_a_limit() -> None:
    assert index_pairs({"e": []}, "e", 4, 3).shape == (0, 2)
    assert index_pairs({"e": np.array([[0, 3]])}, "e", 4, 3).tolist() == [[0, 3]]
    assert index_list({"v": [2, 0]}, "v", 3, 3).tolist() == [2, 0]
    for value in ([[0, 1]] * 4, [[0, 4]], [[-1, 0]], [[0]], [[0.0, 1.0]], 3, "ab", None, np.array(1)):
        with pytest.raises(Reject):
            index_pairs({"e": value}, "e", 4, 3)


def test_generators() -> None:
    stream = Stream(1, "graphs")
    assert len(graphgen.complete(7)) == 21
    grid = graphgen.torus(4, 5)
    assert np.bincount(grid.ravel()).tolist() == [4] * 20
    sparse = graphgen.gnp(stream, 100, 0.1)
    assert 380 < len(sparse) < 620
    assert (sparse[:, 0] < sparse[:, 1]).all()
    planted = graphgen.planted_bisection(stream, 100, 0.0, 1.0)
    assert len(planted) == 2500
    assert abs(2 * len(graphgen.geometric(stream, 400, 8.0)) / 400 - 7.4) < 1.2


def test_planted_colouring_keeps_its_classes_apart() -> None:
    complete_tripartite = graphgen.planted_colouring(Stream(2, "graphs"), 10, 3, 1.0)
    assert len(complete_tripartite) == 4 * 3 + 4 * 3 + 3 * 3
    assert len(graphgen.planted_colouring(Stream(2, "graphs"), 10, 3, 0.0)) == 0
    again = graphgen.planted_colouring(Stream(2, "graphs"), 10, 3, 1.0)
    assert again.tolist() == complete_tripartite.tolist()


def test_queen_graph_by_hand() -> None:
    assert len(graphgen.queens(2)) == 6
    assert len(graphgen.queens(3)) == 28  # 18 in rows and columns, 2 · 5 on diagonals
    assert len(graphgen.queens(8)) == 728
