"""Schedules against their twins."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest
from agreement import agrees, ints
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.blocks import shopgen
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.scorers import scheduling
from eft.evaluation.scorers.record import Score, plain

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
MOST = 2**40
WAIT = [-1, -1]


@pytest.fixture(autouse=True)
def level() -> None:
    """Instead of the folder's fixture: these headers have one path, the same for every instruction set."""


def test_flow_shop_of_johnson() -> None:
    # Johnson (1954): jobs faster on machine 0 first by rising time there (1: 2, 0: 3), then the others by falling time on machine 1 (2: 4, 3: 2).
    p = ints([[3, 2, 7, 6], [5, 6, 4, 2]])
    # Machine 0 ends 2, 5, 12, 18; machine 1 runs 2..8, 8..13, 13..17, 18..20.
    best = scheduling.flow_shop(ints([1, 0, 2, 3]), p)
    assert best.exact == 20
    assert min(scheduling.flow_shop(ints(list(order)), p).exact or 0 for order in permutations(range(4))) == 20
    assert scheduling.flow_shop(ints([3, 2, 1, 0]), p).exact == 28  # machine 1: 6..8, 13..17, 17..23, 23..28


def test_flow_shop_of_two_by_two() -> None:
    p = ints([[3, 1], [2, 4]])
    assert scheduling.flow_shop(ints([0, 1]), p).exact == 9  # job 0 leaves machine 1 at 5, job 1 at 9
    assert scheduling.flow_shop(ints([1, 0]), p).exact == 7  # job 1: 1..5 on machine 1, job 0: machine 0 until 4, then 5..7


MACHINE, TIME = ints([[0, 1], [1, 0]]), ints([[3, 2], [4, 1]])


def test_job_shop_by_hand() -> None:
    assert scheduling.job_shop(ints([0, 1, 0, 1]), MACHINE, TIME).exact == 6  # 0: 0..3, 4..6; 1: 0..4, 4..5
    assert scheduling.job_shop(ints([0, 0, 1, 1]), MACHINE, TIME).exact == 10  # 0: 0..3, 3..5; 1: 5..9, 9..10
    assert scheduling.job_shop_orders(ints([[0, 1], [1, 0]]), MACHINE, TIME).exact == 6
    assert scheduling.job_shop_orders(ints([[0, 1], [0, 1]]), MACHINE, TIME).exact == 10


def test_orders_that_wait_in_a_cycle() -> None:
    got = scheduling.job_shop_orders(ints([[1, 0], [0, 1]]), MACHINE, TIME)  # each job must first pass where the other blocks
    assert got.reason == "order: job 0 waits for itself on machine 0"
    agrees(got)


@pytest.mark.parametrize(
    ("got", "reason"),
    [
        (lambda: scheduling.flow_shop(ints([1, 1]), TIME), "order: 1 appears twice"),
        (lambda: scheduling.flow_shop(ints([1, 2]), TIME), "order[1] is 2, expected 0..1"),
        (lambda: scheduling.flow_shop(ints([-(2**63), 2]), TIME), f"order[0] is {-(2**63)}, expected 0..1"),
        (lambda: scheduling.job_shop(ints([0, 0, 0, 1]), MACHINE, TIME), "ops: job 0 appears more than 2 times"),
        (lambda: scheduling.job_shop(ints([0, 0, 1, 2]), MACHINE, TIME), "ops[3] is 2, expected 0..1"),
        (lambda: scheduling.job_shop(ints([2**63 - 1, 0, 1, 1]), MACHINE, TIME), f"ops[0] is {2**63 - 1}, expected 0..1"),
        (lambda: scheduling.job_shop_orders(ints([[0, 1], [0, 0]]), MACHINE, TIME), "order[1]: job 0 appears twice"),
        (lambda: scheduling.job_shop_orders(ints([[0, 1], [0, -1]]), MACHINE, TIME), "order[1, 1] is -1, expected 0..1"),
        (lambda: scheduling.weighted_tardiness(ints([0, 0]), *ints([[1, 1]] * 3)), "order: 0 appears twice"),
        (lambda: scheduling.transactions(ints([1]), ints([0, 0]), ints([]), ints([])), "order[0] is 1, expected 0..0"),
    ],
)
def test_refused_orders(got: Callable[[], Score], reason: str) -> None:
    assert got().reason == reason
    agrees(got())


def test_tardiness_by_hand() -> None:
    p, w, due = ints([2, 3]), ints([1, 4]), ints([2, 3])
    assert scheduling.weighted_tardiness(ints([0, 1]), p, w, due).exact == 4 * 2
    assert scheduling.weighted_tardiness(ints([1, 0]), p, w, due).exact == 3


def test_transactions_by_hand() -> None:
    two = (ints([0, 2, 4]), ints([0, 1, 1, 0]), ints([7, 8, 8, 7]))  # t0: read 7, write 8; t1: write 8, read 7
    assert scheduling.transactions(ints([0, 1]), *two).exact == 4  # t1 writes 8 after tick 1: it starts at 2
    assert scheduling.transactions(ints([1, 0]), *two).exact == 2  # t0 writes 8 at tick 1, after tick 0
    one_each = (ints([0, 1, 2, 3]), ints([5, 5, 5]))
    for write, ticks in (([0, 0, 0], 1), ([0, 0, 1], 2), ([0, 1, 1], 3)):  # reads share, writes wait for reads
        assert scheduling.transactions(ints([0, 1, 2]), one_each[0], ints(write), one_each[1]).exact == ticks


def test_plans_by_hand() -> None:
    plant = (ints([2, 1]), ints([[5, 3], [4, 9]]), 5)
    for act, goods in (
        ([WAIT] * 4, 5),
        ([[0, 0], WAIT, WAIT, WAIT], 8),  # 5 - 5, then 2 goods in each of 4 turns
        ([[0, 0], WAIT, [1, 0], WAIT], 6),  # pay 5, make 2; make 2; pay 4, make 2 with one machine, now two machines; make 4
    ):
        assert scheduling.production_plan(ints(act), *plant).exact == goods
    assert scheduling.production_plan(ints([[0, 1], WAIT, WAIT, [0, 1]]), *plant).reason == "act[3] costs 6, only 5 goods are there"
    for kind in ([2, 0], [0, 2], [-1, 0], [0, -1], [2**63 - 1, 0], [-(2**63), -1]):
        assert f"is ({kind[0]}, {kind[1]})" in scheduling.production_plan(ints([kind]), *plant).reason
    assert scheduling.production_plan(np.zeros((0, 2), dtype=np.int64), *plant).exact == 5


def test_largest_instances_do_not_wrap() -> None:
    assert scheduling.flow_shop(np.arange(1024), np.full((1024, 1024), MOST)).exact == 2047 * MOST
    assert scheduling.job_shop(np.zeros(2**20, dtype=np.int64), np.arange(2**20)[None], np.full((1, 2**20), MOST)).exact == 2**20 * MOST
    far = np.full(2**10, -(2**60))
    late = sum(MOST * (k * MOST + 2**60) for k in range(1, 2**10 + 1))
    assert scheduling.weighted_tardiness(np.arange(2**10), np.full(2**10, MOST), np.full(2**10, MOST), far).exact == late


def test_longest_plan_does_not_wrap() -> None:
    act = ints([[3 - t // 256, 0] for t in range(1024)])
    plant = (np.full(64, 2**20), np.zeros((4, 64), dtype=np.int64), 2**50)
    got = scheduling.production_plan(act, *plant)
    assert got.exact is not None
    assert got.exact > 2**64
    agrees(got)


@pytest.mark.parametrize(
    "call",
    [
        lambda: scheduling.flow_shop(ints([0]), ints([[-1]])),
        lambda: scheduling.flow_shop(ints([0]), ints([[MOST + 1]])),
        lambda: scheduling.flow_shop(ints([0, 1]), ints([[1]])),
        lambda: scheduling.flow_shop(ints([]), np.zeros((3, 0), dtype=np.int64)),
        lambda: scheduling.job_shop(ints([0, 1]), MACHINE, TIME),
        lambda: scheduling.job_shop(ints([0]), ints([[-1]]), ints([[1]])),
        lambda: scheduling.job_shop_orders(ints([[0, 1], [0, 1]]), ints([[0, 0], [1, 0]]), TIME),
        lambda: scheduling.job_shop_orders(ints([[0, 1]]), MACHINE, TIME),
        lambda: scheduling.weighted_tardiness(ints([0]), ints([1]), ints([-1]), ints([0])),
        lambda: scheduling.weighted_tardiness(ints([0]), ints([1]), ints([1]), ints([2**60 + 1])),
        lambda: scheduling.transactions(ints([0]), ints([0, 2]), ints([0]), ints([0])),
        lambda: scheduling.transactions(ints([0, 1]), ints([0, 2, 1]), ints([0]), ints([0])),
        lambda: scheduling.transactions(ints([0]), ints([0, 1]), ints([2]), ints([0])),
        lambda: scheduling.transactions(ints([0]), ints([0, 1]), ints([1]), ints([-1])),
        lambda: scheduling.production_plan(ints([WAIT]), ints([1]), ints([[1]] * 5), 0),
        lambda: scheduling.production_plan(ints([WAIT]), ints([1]), ints([[1]]), -1),
    ],
)
def test_wrong_instances_are_errors(call: Callable[[], Score]) -> None:
    with pytest.raises(ValueError):
        call()


@st.composite
def table(draw: st.DrawFn, rows: int, columns: int) -> NDArray[np.int64]:
    most = draw(st.sampled_from([1, 9, MOST]))
    return ints(draw(st.lists(st.integers(0, most), min_size=rows * columns, max_size=rows * columns))).reshape(rows, columns)


def orders(n: int) -> st.SearchStrategy[list[int]]:
    return st.one_of(st.permutations(range(n)), st.permutations(range(n)), st.lists(st.integers(-1, n), min_size=n, max_size=n))


@FEW
@given(st.integers(1, 5), st.integers(1, 4), st.data())
def test_one_order_agrees_with_twins(n: int, m: int, data: st.DataObject) -> None:
    order = ints(data.draw(orders(n)))
    agrees(scheduling.flow_shop(order, data.draw(table(m, n))))
    p, w, due = data.draw(table(3, n))
    agrees(scheduling.weighted_tardiness(order, p, w, due - MOST // 2))


@FEW
@given(st.integers(1, 4), st.integers(1, 4), st.data())
def test_job_shops_agree_with_twins(n: int, m: int, data: st.DataObject) -> None:
    time = data.draw(table(n, m))
    machine = ints([data.draw(st.permutations(range(m))) for _ in range(n)])
    whole = st.permutations(list(range(n)) * m)
    ops = data.draw(st.one_of(whole, whole, st.lists(st.integers(-1, n), min_size=n * m, max_size=n * m)))
    agrees(scheduling.job_shop(ints(ops), machine, time))
    agrees(scheduling.job_shop_orders(ints([data.draw(orders(n)) for _ in range(m)]), machine, time))
    anywhere = ints(data.draw(st.lists(st.integers(0, n * m - 1), min_size=n * m, max_size=n * m))).reshape(n, m)
    agrees(scheduling.job_shop(ints(ops), anywhere, time))


@FEW
@given(st.integers(1, 5), st.integers(1, 3), st.data())
def test_orders_of_a_sequence_give_its_schedule(n: int, m: int, data: st.DataObject) -> None:
    time = data.draw(table(n, m))
    machine = ints([data.draw(st.permutations(range(m))) for _ in range(n)])
    ops = data.draw(st.permutations(list(range(n)) * m))
    order: list[list[int]] = [[] for _ in range(m)]
    for k, job in enumerate(ops):
        order[machine[job, ops[:k].count(job)]].append(job)
    assert scheduling.job_shop_orders(ints(order), machine, time).exact == scheduling.job_shop(ints(ops), machine, time).exact


@FEW
@given(st.lists(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1)), max_size=4), min_size=1, max_size=4), st.data())
def test_transactions_agree_with_twin(lists: list[list[tuple[int, int]]], data: st.DataObject) -> None:
    ptr = ints([0, *np.cumsum([len(one) for one in lists])])
    key, write = (ints([op[part] for one in lists for op in one]) for part in (0, 1))
    agrees(scheduling.transactions(ints(data.draw(orders(len(lists)))), ptr, write, key))


@FEW
@given(st.integers(1, 3), st.integers(1, 4), st.data())
def test_plans_agree_with_twin(lines: int, levels: int, data: st.DataObject) -> None:
    some = st.lists(st.tuples(st.integers(0, levels - 1), st.integers(0, lines - 1)), max_size=8)
    any_rows = st.lists(st.tuples(st.integers(-2, levels), st.integers(-2, lines)), max_size=3)
    act = ints(data.draw(st.one_of(some, some, any_rows))).reshape(-1, 2)
    output, cost = ints(data.draw(st.lists(st.integers(0, 5), min_size=lines, max_size=lines))), data.draw(table(levels, lines))
    agrees(scheduling.production_plan(act, output, cost % 7, data.draw(st.integers(0, 9))))


def test_generated_shops_are_the_same_again() -> None:
    made = [shopgen.job_shop(Stream(3, "shops"), 6, 5) for _ in range(2)]
    assert plain(made[0]) == plain(made[1])
    assert np.sort(made[0]["machine"], axis=1).tolist() == [list(range(5))] * 6
    assert scheduling.job_shop(np.tile(np.arange(6), 5), **made[0]).valid


def test_batches_equal_single_calls() -> None:
    order = ints([[0, 1], [1, 0], [1, 1]])
    many = _scorers.flow_shop_batch(order, TIME)
    assert many.valid.tolist() == [True, True, False]
    assert [many[b].numerator for b in range(2)] == [_scorers.flow_shop(order[b], TIME).numerator for b in range(2)]
