"""Schedules decoded from orders: permutation flow shop, and transactions with read/write conflicts."""

from __future__ import annotations

from collections.abc import Sequence


def flow_shop_makespan(p: Sequence[Sequence[int]], order: Sequence[int]) -> int:
    """Completion of the last job on the last machine; p[machine][job] in ticks, every machine takes the jobs in `order`."""
    done = [0] * len(p)
    for job in order:
        before = 0
        for machine, row in enumerate(p):
            before = max(before, done[machine]) + row[job]
            done[machine] = before
    return done[-1]


def transaction_makespan(ptr: Sequence[int], write: Sequence[int], key: Sequence[int], order: Sequence[int]) -> int:
    """Ticks until the last operation is over, transactions started in `order`, each as early as its conflicts allow.

    Operation p of a transaction started at s runs in tick s + p (p = 0, 1, …). It must come after the last write of earlier
    transactions (in `order`) on its key; a write must also come after their last read of that key.
    """
    last_write: dict[int, int] = {}
    last_touch: dict[int, int] = {}
    end = 0
    for t in order:
        operations = range(ptr[t], ptr[t + 1])
        start = 0
        for p, at in enumerate(operations):
            seen = last_touch if write[at] else last_write
            start = max(start, seen.get(key[at], -1) + 1 - p)
        for p, at in enumerate(operations):
            last_touch[key[at]] = max(last_touch.get(key[at], -1), start + p)
            if write[at]:
                last_write[key[at]] = max(last_write.get(key[at], -1), start + p)
        end = max(end, start + len(operations))
    return end
