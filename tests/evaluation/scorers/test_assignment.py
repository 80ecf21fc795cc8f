"""Assignments, bins, sacks, covers and partitions against their twins."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from agreement import agrees, ints
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eft import _scorers
from eft.evaluation.blocks import setgen
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.scorers import assignment
from eft.evaluation.scorers.record import plain

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
MOST, ENTRY = 2**40, 2**25
EXTREMES = [-(2**63), -1, 2**63 - 1]


@pytest.fixture(autouse=True)
def level() -> None:
    """Instead of the folder's fixture: this header has one path, the same for every instruction set."""


def test_quadratic_assignment_by_hand() -> None:
    f, d = ints([[0, 5, 1], [5, 0, 0], [1, 0, 0]]), ints([[0, 1, 2], [1, 0, 1], [2, 1, 0]])
    assert assignment.qap(ints([0, 1, 2]), f, d).exact == 14  # 2·(5·1 + 1·2)
    assert assignment.qap(ints([1, 0, 2]), f, d).exact == 12  # 2·(5·1 + 1·1)
    assert assignment.qap(ints([2, 0, 1]), f, d).exact == 22  # 2·(5·2 + 1·1)
    assert assignment.qap(ints([0]), ints([[3]]), ints([[-4]])).exact == -12


def test_bins_by_hand() -> None:
    size = ints([6, 4, 5, 5, 1])
    assert assignment.bin_packing(ints([0, 0, 1, 1, 2]), size, 10).exact == 3
    assert assignment.bin_packing(ints([4, 4, 2, 2, 0]), size, 10).exact == 3
    assert assignment.bin_packing(ints([0, 0, 1, 1, 1]), size, 10).reason == "bin 1 holds 11, capacity 10"
    assert assignment.bin_packing(ints([0, 1]), ints([0, 0]), 0).exact == 2  # a bin with an item of size 0 is used


def test_knapsack_by_hand() -> None:
    sack = (ints([10, 7, 4]), ints([[3, 2, 2], [1, 5, 1]]), ints([5, 6]))
    assert assignment.multi_knapsack(ints([1, 1, 0]), *sack).exact == 17
    assert assignment.multi_knapsack(ints([0, 0, 0]), *sack).exact == 0
    assert assignment.multi_knapsack(ints([1, 1, 1]), *sack).reason == "x: constraint 0 weighs 7, capacity 5"
    assert assignment.multi_knapsack(ints([0, 1, 1]), *sack[:2], ints([5, 5])).reason == "x: constraint 1 weighs 6, capacity 5"
    assert assignment.multi_knapsack(ints([1]), ints([5]), np.zeros((0, 1), dtype=np.int64), ints([])).exact == 5


COVER = (ints([0, 2, 4, 5]), ints([0, 1, 1, 2, 2]), ints([3, 4, 1]), 3)  # {0, 1}: 3, {1, 2}: 4, {2}: 1


def test_covers_by_hand() -> None:
    assert assignment.set_cover(ints([0, 1]), *COVER).exact == 7
    assert assignment.set_cover(ints([0, 2, 2]), *COVER).exact == 5  # a set listed twice is paid twice
    bought = assignment.set_cover(ints([0]), *COVER)
    assert (bought.exact, bought.reason) == (4, "1 sets bought for 1 for elements that were left out")
    assert plain(bought.construction) == {"s": [0, 2]}
    empty = assignment.set_cover(ints([]), *COVER)
    assert (empty.exact, plain(empty.construction)) == (4, {"s": [0, 2]})
    agrees(bought)


def test_steiner_systems_are_covered_by_complements_of_caps() -> None:
    square, cube = setgen.lines_of_three(2), setgen.lines_of_three(3)
    assert (square["n"], cube["n"], len(cube["cost"])) == (12, 117, 27)
    cap = {9 * x + 3 * y + (x * x + y * y) % 3 for x in range(3) for y in range(3)}  # a paraboloid: no three points on a line
    rest = ints([point for point in range(27) if point not in cap])
    assert assignment.set_cover(rest, **cube).exact == 18
    assert assignment.set_cover(rest, **cube).reason == ""
    assert "bought" in assignment.set_cover(rest[1:], **cube).reason


def test_partitions_by_hand() -> None:
    a = ints([2**60, 2**60 - 1, 1])
    assert assignment.number_partition(ints([0, 1, 1]), a, 2).exact == 0
    assert assignment.number_partition(ints([0, 1, 0]), a, 2).exact == 2
    assert assignment.number_partition(ints([1, 1, 1]), a, 2).exact == 2**61
    wide = ints([2**63 - 1, 2**63 - 1, -(2**63), -(2**63)])
    assert assignment.number_partition(ints([0, 0, 1, 1]), wide, 2).exact == 2 * (2**63 - 1) + 2 * 2**63


def test_largest_entries_do_not_wrap() -> None:
    most = np.full((128, 128), ENTRY)
    assert assignment.qap(np.arange(128), most, -most).exact == -(ENTRY**2) * 128**2
    assert assignment.bin_packing(np.zeros(4096, dtype=np.int64), np.full(4096, MOST), 4096 * MOST).exact == 1
    assert "holds" in assignment.bin_packing(np.zeros(4096, dtype=np.int64), np.full(4096, MOST), 4096 * MOST - 1).reason
    ones, full = np.ones(4096, dtype=np.int64), np.full(4096, MOST)
    assert assignment.multi_knapsack(ones, full, full[None], ints([4096 * MOST])).exact == 4096 * MOST


@pytest.mark.parametrize("extreme", EXTREMES)
def test_extreme_entries_are_named(extreme: int) -> None:
    two = ints([[0, 1], [1, 0]])
    assert assignment.qap(ints([0, extreme]), two, two).reason == f"p[1] is {extreme}, expected 0..1"
    assert assignment.bin_packing(ints([extreme, 0]), ints([1, 1]), 2).reason == f"bin[0] is {extreme}, expected 0..1"
    assert assignment.multi_knapsack(ints([0, extreme]), ints([1, 1]), two, ints([1, 1])).reason == f"x[1] is {extreme}, expected 0..1"
    assert assignment.set_cover(ints([0, extreme]), *COVER).reason == f"s[1] is {extreme}, expected 0..2"
    assert assignment.number_partition(ints([extreme]), ints([1]), 3).reason == f"g[0] is {extreme}, expected 0..2"


@pytest.mark.parametrize(
    "call",
    [
        lambda: assignment.qap(ints([0]), ints([[ENTRY + 1]]), ints([[0]])),
        lambda: assignment.qap(ints([0]), ints([[0]]), ints([[-(2**63)]])),
        lambda: assignment.qap(ints([0, 1]), ints([[0]]), ints([[0]])),
        lambda: assignment.qap(ints([]), np.zeros((0, 0), dtype=np.int64), np.zeros((0, 0), dtype=np.int64)),
        lambda: assignment.bin_packing(ints([0]), ints([-1]), 1),
        lambda: assignment.bin_packing(ints([0]), ints([1]), -1),
        lambda: assignment.bin_packing(ints([0, 0]), ints([1]), 1),
        lambda: assignment.multi_knapsack(ints([0]), ints([1]), ints([[MOST + 1]]), ints([1])),
        lambda: assignment.multi_knapsack(ints([0]), ints([1]), ints([[1]]), ints([1, 1])),
        lambda: assignment.set_cover(ints([0]), ints([0, 1]), ints([0]), ints([1]), 2),
        lambda: assignment.set_cover(ints([0]), ints([0, 2]), ints([0]), ints([1]), 1),
        lambda: assignment.set_cover(ints([0]), ints([0, 2, 1]), ints([0]), ints([1, 1]), 1),
        lambda: assignment.set_cover(ints([0]), ints([0, 1]), ints([1]), ints([1]), 1),
        lambda: assignment.set_cover(ints([0]), ints([0, 1]), ints([0]), ints([-1]), 1),
        lambda: assignment.number_partition(ints([]), ints([]), 1),
        lambda: assignment.number_partition(ints([0]), ints([1]), 0),
        lambda: _scorers.set_cover_repair(ints([3]), *COVER),
        lambda: _scorers.set_cover_repair(ints([[0]]), *COVER),
    ],
)
def test_wrong_instances_are_errors(call: Callable[[], object]) -> None:
    with pytest.raises(ValueError):
        call()


def lists(low: int, high: int, size: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(low, high), min_size=size, max_size=size)


@FEW
@given(st.integers(1, 5), st.data())
def test_whole_assignments_agree_with_twins(n: int, data: st.DataObject) -> None:
    f, d = ints(data.draw(lists(-ENTRY, ENTRY, 2 * n * n))).reshape(2, n, n)
    agrees(assignment.qap(ints(data.draw(st.one_of(st.permutations(range(n)), lists(-1, n, n)))), f, d))
    agrees(
        assignment.bin_packing(ints(data.draw(lists(-(n == 4), n - 1, n))), ints(data.draw(lists(0, 6, n))), data.draw(st.integers(0, 12)))
    )
    k = data.draw(st.integers(1, 4))
    agrees(assignment.number_partition(ints(data.draw(lists(-(n == 4), k - 1, n))), ints(data.draw(lists(-(2**63), 2**63 - 1, n))), k))


@FEW
@given(st.integers(1, 6), st.integers(0, 3), st.data())
def test_knapsacks_agree_with_twin(n: int, m: int, data: st.DataObject) -> None:
    w = ints(data.draw(lists(0, 9, n * m))).reshape(m, n)
    x = ints(data.draw(lists(-(n == 4), 1 + (n == 5), n)))
    agrees(assignment.multi_knapsack(x, ints(data.draw(lists(0, MOST, n))), w, ints(data.draw(lists(-1, 9 * n, m)))))


@FEW
@given(st.integers(0, 2**32), st.integers(1, 6), st.integers(1, 5), st.data())
def test_covers_agree_with_twin(seed: int, elements: int, sets: int, data: st.DataObject) -> None:
    made = setgen.set_cover(Stream(seed, "cover"), elements, sets, 0.3)
    made["cost"] = ints(data.draw(lists(0, 5, sets)))
    s = ints(data.draw(st.lists(st.integers(0, sets - (seed % 4 > 0)), max_size=4)))
    got = assignment.set_cover(s, **made)
    agrees(got)
    if got.valid:  # the repaired family needs no repair
        again = assignment.set_cover(np.asarray(got.construction["s"]), **made)
        assert (again.exact, again.reason, again.hash) == (got.exact, "", got.hash)


def test_generated_sacks_are_the_same_again() -> None:
    made = [setgen.multi_knapsack(Stream(5, "sacks"), 5, 100, 0.25) for _ in range(2)]
    assert plain(made[0]) == plain(made[1])
    assert (4 * made[0]["capacity"] <= made[0]["w"].sum(axis=1)).all()
    assert assignment.multi_knapsack(np.zeros(100, dtype=np.int64), **made[0]).exact == 0
    assert not assignment.multi_knapsack(np.ones(100, dtype=np.int64), **made[0]).valid


def test_batches_equal_single_calls() -> None:
    p = ints([[0, 1, 2], [2, 1, 0], [1, 1, 0]])
    f, d = np.arange(9).reshape(3, 3), np.arange(9)[::-1].reshape(3, 3).copy()
    many = _scorers.qap_batch(p, f, d)
    assert many.valid.tolist() == [True, True, False]
    assert [many[b].numerator for b in range(2)] == [_scorers.qap(p[b], f, d).numerator for b in range(2)]
