from __future__ import annotations

import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("graphs/extremal_girth")[0], "score")
PETERSEN = [[i, (i + 1) % 5] for i in range(5)] + [[5 + i, 5 + (i + 2) % 5] for i in range(5)] + [[i, 5 + i] for i in range(5)]


def test_edges_are_counted() -> None:
    assert score.score({"n": 20}, {}, {"edges": PETERSEN}).value == 15
    assert score.score({"n": 20}, {}, {"edges": []}).value == 0


def test_one_more_edge_closes_a_short_cycle() -> None:
    for chord, cycle in (([0, 2], "triangle 0-1-2"), ([0, 6], "triangle 0-1-6"), ([5, 6], "4-cycle 0-1-6-5")):
        verdict = score.score({"n": 20}, {}, {"edges": [*PETERSEN, chord]})
        assert not verdict.valid
        assert cycle in verdict.reason
    assert score.score({"n": 20}, {}, {"edges": [*PETERSEN, [0, 10]]}).value == 16


@pytest.mark.parametrize("edges", [[[0, 20]], [[0, -1]], [[0, 1, 2]], [[0.0, 1.0]], [[0, 1]] * 200])
def test_bad_edges_are_refused(edges: list) -> None:
    with pytest.raises(Reject, match="edges"):
        score.score({"n": 20}, {}, {"edges": edges})


@pytest.mark.parametrize(("edges", "text"), [([[3, 3]], "loop"), ([[0, 1], [1, 0]], "twice")])
def test_loops_and_repeats_are_refused(edges: list, text: str) -> None:
    verdict = score.score({"n": 20}, {}, {"edges": edges})
    assert not verdict.valid
    assert text in verdict.reason


def test_four_cycle() -> None:
    verdict = score.score({"n": 20}, {}, {"edges": [[4, 9], [9, 7], [7, 1], [1, 4]]})
    assert verdict.reason == "edges: 4-cycle 1-4-9-7"
