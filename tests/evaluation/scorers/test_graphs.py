"""Graph problems against their twins."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from agreement import agrees, ints
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers import graphs
from eft.evaluation.scorers.record import Score

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PETERSEN = np.array([[i, (i + 1) % 5] for i in range(5)] + [[5 + i, 5 + (i + 2) % 5] for i in range(5)] + [[i, 5 + i] for i in range(5)])
EXTREMES = [-(2**63), -1, 2**63 - 1]
SETS = [graphs.independent_set, graphs.clique, graphs.vertex_cover, graphs.dominating_set]
LAYOUTS = [graphs.bandwidth, graphs.linear_arrangement, graphs.cutwidth]


@pytest.fixture(autouse=True)
def level() -> None:
    """Instead of the folder's fixture: these headers have one path, the same for every instruction set."""


def pairs(values: list) -> NDArray[np.int64]:
    return ints(values).reshape(-1, 2)


def test_petersen_graph_by_hand() -> None:
    assert graphs.independent_set(ints([0, 2, 8, 9]), PETERSEN, 10).exact == 4  # its independence number
    assert graphs.independent_set(ints([0, 2, 8, 9, 5]), PETERSEN, 10).reason == "v: vertices 8 and 5 are adjacent"
    assert graphs.vertex_cover(ints([1, 3, 4, 5, 6, 7]), PETERSEN, 10).exact == 6  # the complement of an independent set
    assert graphs.vertex_cover(ints([3, 4, 5, 6, 7]), PETERSEN, 10).reason == "v: edge 0-1 is not covered"
    assert graphs.dominating_set(ints([0, 8, 9]), PETERSEN, 10).reason == "v: vertex 2 is not dominated"
    assert graphs.dominating_set(ints([0, 2, 8, 9]), PETERSEN, 10).exact == 4
    assert graphs.clique(ints([3, 8]), PETERSEN, 10).exact == 2
    assert graphs.clique(ints([0, 1, 2]), PETERSEN, 10).reason == "v: vertices 0 and 2 are not adjacent"
    assert graphs.extremal_girth(PETERSEN, 10).exact == 15


def test_petersen_graph_has_three_colours() -> None:
    three = ints([0, 1, 0, 1, 2, 1, 0, 2, 2, 1])
    assert graphs.colouring(three, PETERSEN, 10).exact == 4 - Fraction(3 * 3 + 4 * 4 + 3 * 3, 100)
    gaps = np.choose(three, [9, 0, 4])
    assert graphs.colouring(gaps, PETERSEN, 10).exact == graphs.colouring(three, PETERSEN, 10).exact
    assert graphs.colouring(np.where(three == 2, 1, three), PETERSEN, 10).reason == "c: edge 3-4 has colour 1 at both ends"
    assert graphs.colouring(ints(list(range(10))), PETERSEN, 10).exact == 11 - Fraction(1, 10)


def test_cut_and_layouts_by_hand() -> None:
    square, w = pairs([[0, 1], [1, 2], [2, 3], [0, 3], [0, 2]]), ints([1, 2, 3, 4, -5])
    assert graphs.max_cut(ints([0, 1, 0, 1]), square, w, 4).exact == 10
    negative = graphs.max_cut(ints([0, 1, 1, 1]), square, ints([-1, 2, 3, 0, -5]), 4)
    assert (negative.exact, negative.value) == (-6, -6.0)
    path = pairs([[0, 1], [1, 2], [2, 3]])
    assert [f(ints([1, 3, 0, 2]), path, 4).exact for f in LAYOUTS] == [3, 7, 3]
    assert [f(ints([0, 1, 2, 3]), path, 4).exact for f in LAYOUTS] == [1, 3, 1]


def test_weights_at_the_ends_of_int64_do_not_wrap() -> None:
    edges = pairs([[0, 1], [1, 2], [1, 3]])
    for extreme in (2**63 - 1, -(2**63)):
        assert graphs.max_cut(ints([0, 1, 0, 0]), edges, ints([extreme] * 3), 4).exact == 3 * extreme
        agrees(graphs.max_cut(ints([0, 1, 0, 0]), edges, ints([extreme] * 3), 4))


@pytest.mark.parametrize("extreme", EXTREMES)
def test_extreme_entries_are_named(extreme: int) -> None:
    edges = pairs([[0, 1]])
    for scorer in SETS:
        assert scorer(ints([1, extreme]), edges, 3).reason == f"v[1] is {extreme}, expected 0..2"
    for scorer in LAYOUTS:
        assert scorer(ints([0, 1, extreme]), edges, 3).reason == f"pos[2] is {extreme}, expected 0..2"
    assert graphs.colouring(ints([0, extreme, 1]), edges, 3).reason == f"c[1] is {extreme}, expected 0..2"
    assert graphs.max_cut(ints([0, extreme, 1]), edges, ints([1]), 3).reason == f"side[1] is {extreme}, expected 0..1"
    assert graphs.extremal_girth(pairs([[0, 1], [1, extreme]]), 3).reason == f"edges[1] holds {extreme}, expected 0..2"


def test_boundary_entries() -> None:
    edges = pairs([[0, 1]])
    assert graphs.independent_set(ints([2, 3]), edges, 3).reason == "v[1] is 3, expected 0..2"
    assert graphs.independent_set(ints([2, 2]), edges, 3).reason == "v: vertex 2 appears twice"
    assert graphs.max_cut(ints([0, 2, 0]), edges, ints([1]), 3).reason == "side[1] is 2, expected 0..1"
    assert graphs.bandwidth(ints([0, 2, 2]), edges, 3).reason == "pos: 2 appears twice"


@pytest.mark.parametrize(
    ("edges", "reason"),
    [
        ([[0, 2]], "triangle 0-1-2"),
        ([[0, 6]], "triangle 0-1-6"),
        ([[5, 6]], "4-cycle 0-1-6-5"),
        ([[3, 3]], "edges[15]: loop at vertex 3"),
        ([[5, 0]], "edges[15]: edge 5-0 appears twice"),
    ],
)
def test_short_cycles_are_named(edges: list, reason: str) -> None:
    assert reason in graphs.extremal_girth(np.concatenate([PETERSEN, edges]), 10).reason


def test_cycles_across_words_of_the_matrix() -> None:
    ring = pairs([[i, (i + 1) % 200] for i in range(200)])
    assert graphs.extremal_girth(ring, 200).exact == 200
    assert graphs.extremal_girth(np.concatenate([ring, [[70, 72]]]), 200).reason == "edges: triangle 70-71-72"
    assert graphs.extremal_girth(np.concatenate([ring, [[190, 193]]]), 200).reason == "edges: 4-cycle 190-191-192-193"


def test_one_vertex_and_no_edges() -> None:
    none = pairs([])
    assert [f(ints([0]), none, 1).exact for f in SETS] == [1, 1, 1, 1]
    assert [f(ints([]), none, 1).exact for f in SETS[:3]] == [0, 0, 0]
    assert graphs.dominating_set(ints([]), none, 1).reason == "v: vertex 0 is not dominated"
    assert [f(ints([0]), none, 1).exact for f in LAYOUTS] == [0, 0, 0]
    assert graphs.colouring(ints([0]), none, 1).exact == 1
    assert graphs.max_cut(ints([1]), none, ints([]), 1).exact == 0
    assert graphs.extremal_girth(none, 1).exact == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda: graphs.independent_set(ints([0]), pairs([[0, 3]]), 3),
        lambda: graphs.independent_set(ints([0]), pairs([[1, 1]]), 3),
        lambda: graphs.clique(ints([0]), pairs([]), 0),
        lambda: graphs.clique(ints([0]), ints([[0, 1, 2]]), 3),
        lambda: graphs.max_cut(ints([0, 0]), pairs([]), ints([]), 3),
        lambda: graphs.max_cut(ints([0, 0, 0]), pairs([[0, 1]]), ints([]), 3),
        lambda: graphs.bandwidth(ints([0, 1]), pairs([]), 3),
        lambda: graphs.extremal_girth(pairs([]), 4097),
        lambda: graphs.colouring(ints([0]), pairs([]), 2**20 + 1),
    ],
)
def test_wrong_instances_are_errors(call: Callable[[], Score]) -> None:
    with pytest.raises(ValueError):
        call()


@st.composite
def graph(draw: st.DrawFn, most: int = 8) -> tuple[int, NDArray[np.int64]]:
    n = draw(st.integers(1, most))
    every = list(combinations(range(n), 2))
    edges = draw(st.lists(st.sampled_from(every), max_size=20)) if every else []
    return n, pairs([edge[::-1] if draw(st.booleans()) else edge for edge in edges])


@FEW
@given(graph(), st.data())
def test_sets_agree_with_twins(given_graph: tuple[int, NDArray[np.int64]], data: st.DataObject) -> None:
    n, edges = given_graph
    v = ints(data.draw(st.one_of(st.lists(st.integers(0, n - 1), unique=True), st.lists(st.integers(-1, n), max_size=5))))
    for scorer in SETS:
        agrees(scorer(v, edges, n))


@FEW
@given(graph(), st.data())
def test_whole_assignments_agree_with_twins(given_graph: tuple[int, NDArray[np.int64]], data: st.DataObject) -> None:
    n, edges = given_graph
    each = st.lists(st.integers(-1, n), min_size=n, max_size=n)
    place = ints(data.draw(st.one_of(st.permutations(range(n)), each)))
    for scorer in LAYOUTS:
        agrees(scorer(place, edges, n))
    agrees(graphs.colouring(ints(data.draw(st.one_of(each, st.permutations(range(n))))), edges, n))
    w = ints(data.draw(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=len(edges), max_size=len(edges))))
    agrees(graphs.max_cut(ints(data.draw(st.lists(st.integers(-(n == 3), 1 + (n == 4)), min_size=n, max_size=n))), edges, w, n))


@FEW
@given(graph(most=12))
def test_girth_agrees_with_twin(given_graph: tuple[int, NDArray[np.int64]]) -> None:
    n, edges = given_graph
    agrees(graphs.extremal_girth(edges, n))


def test_cliques_larger_than_the_edges_allow() -> None:
    edges = pairs([edge for edge in combinations(range(6), 2) if edge != (2, 4)])
    assert graphs.clique(ints([5, 3, 1, 0, 4]), edges, 100).exact == 5
    assert graphs.clique(ints([5, 3, 4, 2, 0]), edges, 100).reason == "v: vertices 4 and 2 are not adjacent"
    assert "not adjacent" in graphs.clique(ints(list(range(6))), edges, 100).reason
    assert "not adjacent" in graphs.clique(ints(list(range(100))), edges, 100).reason


def test_batches_equal_single_calls() -> None:
    rng = np.random.default_rng(0)
    side, w = rng.integers(0, 2, (7, 10)), rng.integers(-9, 10, 15)
    side[3, 2] = 5
    many = _scorers.max_cut_batch(side, PETERSEN, w, 10)
    for b in range(7):
        one = _scorers.max_cut(side[b], PETERSEN, w, 10)
        assert (many[b].valid, many[b].reason, many[b].numerator) == (one.valid, one.reason, one.numerator)
