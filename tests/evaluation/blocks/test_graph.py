from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation.blocks import graphgen
from eft.evaluation.blocks.graph import adjacency, index_list, index_pairs, short_cycle
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Reject


def near(edges: list[list[int]], n: int) -> list[int]:
    return adjacency(np.array(edges), n)


def test_pentagon_has_no_short_cycle_and_a_chord_makes_one() -> None:
    pentagon = [[0, 1], [1, 2], [2, 3], [3, 4], [4, 0]]
    assert short_cycle(near(pentagon, 5)) is None
    assert sorted(short_cycle(near([*pentagon, [0, 2]], 5)) or ()) == [0, 1, 2]
    assert sorted(short_cycle(near([[0, 1], [1, 2], [2, 3], [3, 0]], 4)) or ()) == [0, 1, 2, 3]


def test_petersen_graph_has_girth_five() -> None:
    outer = [[i, (i + 1) % 5] for i in range(5)]
    inner = [[5 + i, 5 + (i + 2) % 5] for i in range(5)]
    assert short_cycle(near(outer + inner + [[i, 5 + i] for i in range(5)], 10)) is None


@pytest.mark.parametrize(("edges", "text"), [([[1, 1]], "loop"), ([[0, 1], [1, 0]], "twice")])
def test_loops_and_repeats_are_refused(edges: list[list[int]], text: str) -> None:
    with pytest.raises(Reject, match=text):
        near(edges, 3)


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
