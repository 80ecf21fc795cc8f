from __future__ import annotations

from eft.evaluation.blocks.sched import flow_shop_makespan, transaction_makespan


def test_flow_shop_by_hand() -> None:
    p = [[3, 1], [2, 4]]  # machine by job
    assert flow_shop_makespan(p, [0, 1]) == 9  # job 0 leaves machine 1 at 5, job 1 at 9
    assert flow_shop_makespan(p, [1, 0]) == 7  # job 1: 1..5 on machine 1, job 0: machine 0 until 4, then 5..7


def test_transactions_by_hand() -> None:
    ptr, write, key = [0, 2, 4], [0, 1, 1, 0], [7, 8, 8, 7]  # t0: read 7, write 8; t1: write 8, read 7
    assert transaction_makespan(ptr, write, key, [0, 1]) == 4  # t1 writes 8 after tick 1: it starts at 2
    assert transaction_makespan(ptr, write, key, [1, 0]) == 2  # t0 writes 8 at tick 1, after tick 0


def test_reads_share_and_writes_wait_for_reads() -> None:
    assert transaction_makespan([0, 1, 2, 3], [0, 0, 0], [5, 5, 5], [0, 1, 2]) == 1
    assert transaction_makespan([0, 1, 2, 3], [0, 0, 1], [5, 5, 5], [0, 1, 2]) == 2
    assert transaction_makespan([0, 1, 2, 3], [0, 1, 1], [5, 5, 5], [0, 1, 2]) == 3
