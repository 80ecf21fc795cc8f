"""Tours and routes against their twins."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from agreement import agrees, ints
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.blocks import routegen
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.tour import rounded_euclidean
from eft.evaluation.scorers import routing
from eft.evaluation.scorers.record import Score, plain

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SQUARE = np.array([[0, 0], [30, 0], [30, 40], [0, 40]])
FAR = 2**29


@pytest.fixture(autouse=True)
def level() -> None:
    """Instead of the folder's fixture: these headers have one path, the same for every instruction set."""


def test_tours_by_hand() -> None:
    assert routing.tsp_euclidean(ints([0, 1, 2, 3]), SQUARE).exact == 140
    assert routing.tsp_euclidean(ints([0, 2, 1, 3]), SQUARE).exact == 180  # two diagonals of 50, two sides of 40
    one_way = ints([[0, 1, 9], [9, 0, 1], [1, 9, 0]])
    assert routing.tsp(ints([1, 2, 0]), one_way).exact == 3
    assert routing.tsp(ints([0, 2, 1]), one_way).exact == 27


@pytest.mark.parametrize(("dx", "dy", "rounded"), [(1, 1, 1), (1, 2, 2), (2, 6, 6), (6, 7, 9), (0, 0, 0), (2 * FAR, 2 * FAR, 1518500250)])
def test_distances_are_rounded_to_the_nearest_integer(dx: int, dy: int, rounded: int) -> None:
    here = ints([[-FAR, -FAR], [dx - FAR, dy - FAR]])
    assert routing.tsp_euclidean(ints([0, 1]), here).exact == 2 * rounded


def test_lengths_at_the_ends_of_int64_do_not_wrap() -> None:
    for extreme in (2**63 - 1, -(2**63)):
        assert routing.tsp(ints([0, 1, 2]), np.full((3, 3), extreme)).exact == 3 * extreme
        agrees(routing.tsp(ints([2, 0, 1]), np.full((3, 3), extreme)))


@pytest.mark.parametrize(
    ("tour", "reason"),
    [
        ([0, 1, 2, 2], "tour: 2 appears twice"),
        ([0, 1, 2, 4], "tour[3] is 4, expected 0..3"),
        ([0, -1, 2, 9], "tour[1] is -1, expected 0..3"),
        ([-(2**63), 1, 2, 3], f"tour[0] is {-(2**63)}, expected 0..3"),
        ([2**63 - 1, 1, 2, 3], f"tour[0] is {2**63 - 1}, expected 0..3"),
    ],
)
def test_refused_tours(tour: list[int], reason: str) -> None:
    assert routing.tsp_euclidean(ints(tour), SQUARE).reason == reason
    assert routing.tsp(ints(tour), rounded_euclidean(SQUARE)).reason == reason


def test_one_and_two_cities() -> None:
    assert routing.tsp(ints([0]), ints([[7]])).exact == 7
    assert routing.tsp_euclidean(ints([0]), ints([[5, 5]])).exact == 0
    assert routing.tsp(ints([1, 0]), ints([[0, 1], [2, 0]])).exact == 3


SHOP = (ints([[0, 0], [3, 4], [6, 8], [0, 10]]), ints([0, 4, 4, 2]))


def test_routes_by_hand() -> None:
    assert routing.cvrp(ints([1, 2, 0, 3]), *SHOP, 8).exact == 5 + 5 + 10 + 20
    assert routing.cvrp(ints([0, 0, 1, 2, 0, 0, 3, 0]), *SHOP, 8).exact == 40  # empty routes are free
    assert routing.cvrp(ints([1, 2, 3]), *SHOP, 10).exact == 5 + 5 + 6 + 10
    assert routing.cvrp(ints([]), SHOP[0][:1], SHOP[1][:1], 0).exact == 0


@pytest.mark.parametrize(
    ("route", "reason"),
    [
        ([1, 2, 3], "route: the vehicle of route[2] carries 10, capacity 9"),
        ([1, 0, 2], "route: customer 3 is not visited"),
        ([1, 0, 2, 1, 3], "route: customer 1 is visited twice"),
        ([1, 0, 4], "route[2] is 4, expected 0..3"),
        ([1, -1], "route[1] is -1, expected 0..3"),
        ([], "route: customer 1 is not visited"),
    ],
)
def test_refused_routes(route: list[int], reason: str) -> None:
    assert routing.cvrp(ints(route), *SHOP, 9).reason == reason


@pytest.mark.parametrize(
    "call",
    [
        lambda: routing.tsp(ints([0, 1]), ints([[0]])),
        lambda: routing.tsp(ints([0, 1]), np.zeros((2, 3), dtype=np.int64)),
        lambda: routing.tsp_euclidean(ints([0]), ints([[0, FAR + 1]])),
        lambda: routing.tsp_euclidean(ints([0]), ints([[2**63 - 1, -(2**63)]])),
        lambda: routing.tsp_euclidean(ints([]), np.zeros((0, 2), dtype=np.int64)),
        lambda: routing.cvrp(ints([1]), SQUARE[:2], ints([1, 1]), 5),
        lambda: routing.cvrp(ints([1]), SQUARE[:2], ints([0, -1]), 5),
        lambda: routing.cvrp(ints([1]), SQUARE[:2], ints([0]), 5),
        lambda: routing.cvrp(ints([1]), SQUARE[:2], ints([0, 0]), -1),
    ],
)
def test_wrong_instances_are_errors(call: Callable[[], Score]) -> None:
    with pytest.raises(ValueError):
        call()


@st.composite
def points(draw: st.DrawFn) -> NDArray[np.int64]:
    size = draw(st.sampled_from([3, 50, FAR]))
    n = draw(st.integers(1, 6))
    return ints(draw(st.lists(st.tuples(*[st.integers(-size, size)] * 2), min_size=n, max_size=n)))


@FEW
@given(points(), st.data())
def test_tours_agree_with_twins(xy: NDArray[np.int64], data: st.DataObject) -> None:
    n = len(xy)
    tour = ints(data.draw(st.one_of(st.permutations(range(n)), st.lists(st.integers(-1, n), min_size=n, max_size=n))))
    agrees(routing.tsp_euclidean(tour, xy))
    agrees(routing.tsp(tour, rounded_euclidean(xy)))
    assert routing.tsp(tour, rounded_euclidean(xy)).exact == routing.tsp_euclidean(tour, xy).exact


@FEW
@given(points(), st.lists(st.integers(0, 4), min_size=6, max_size=6), st.integers(0, 9), st.data())
@example(ints([[0, 0], [1, 1]]), [0, 4, 0, 0, 0, 0], 4, None)
def test_routes_agree_with_twin(xy: NDArray[np.int64], demand: list[int], capacity: int, data: st.DataObject | None) -> None:
    n = len(xy)
    wanted = ints([0, *demand[1:n]])
    some = st.lists(st.integers(-1, n), max_size=7)
    whole = st.permutations([*range(1, n), 0, 0])
    route = [1] if data is None else data.draw(st.one_of(whole, whole, some))
    agrees(routing.cvrp(ints(route), xy, wanted, capacity))


def test_generated_customers_are_the_same_again_and_can_be_served() -> None:
    for clusters in (0, 5):
        made = [routegen.cvrp(Stream(7, "routes"), 50, 300, (1, 100), clusters) for _ in range(2)]
        assert plain(made[0]) == plain(made[1])
        xy, demand = made[0]["xy"], made[0]["demand"]
        assert xy.min() >= 0
        assert xy.max() <= 1000
        assert (demand[0], demand[1:].min() >= 1, demand.max() <= 100) == (0, True, True)
        assert routing.cvrp(np.repeat(np.arange(1, 50), 2) * np.tile([1, 0], 49), **made[0]).valid


def test_batches_equal_single_calls() -> None:
    routes = ints([[1, 2, 0, 3], [1, 2, 3, 0], [1, 1, 2, 3], [3, 0, 2, 1]])
    many = _scorers.cvrp_batch(routes, *SHOP, 9)
    assert [many[b].reason for b in range(4)] == [_scorers.cvrp(route, *SHOP, 9).reason for route in routes]
    assert many.valid.tolist() == [True, False, False, True]
