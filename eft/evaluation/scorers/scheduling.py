"""Schedules decoded from orders, in whole ticks (`csrc/eft/scheduling.hpp`, `csrc/eft/production.hpp`).

Times and weights are integers 0 .. 2^40, at most 2^20 operations. A wrong shape or instance is a ValueError; what the answer says is a refusal that
names the first entry against the rules.
A certificate holds the instance's arrays themselves, so that it stands alone; `eft.evaluation.blocks` makes them again from a seed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers.record import Score, scored

__all__ = ["flow_shop", "job_shop", "job_shop_orders", "production_plan", "transactions", "weighted_tardiness"]

Integers = NDArray[np.int64]


def flow_shop(order: Integers, p: Integers) -> Score:
    """Makespan of a permutation flow shop: every machine takes the jobs as order: (n,) lists them; p: (m, n) ticks. Minimised."""
    return scored(_scorers.flow_shop(order, p), "scheduling.flow_shop", "min", {"p": p}, {"order": order})


def job_shop(ops: Integers, machine: Integers, time: Integers) -> Score:
    """Makespan of the semi-active schedule of ops: (n m,), job numbers, each m times. Minimised.

    machine, time: (n, m); operation k of job j runs on machine[j, k] (0 .. n m - 1) for time[j, k] ticks. An entry of ops starts that job's
    next operation when the job and the machine are free.
    """
    instance = {"machine": machine, "time": time}
    return scored(_scorers.job_shop(ops, machine, time), "scheduling.job_shop", "min", instance, {"ops": ops})


def job_shop_orders(order: Integers, machine: Integers, time: Integers) -> Score:
    """Makespan when machine k takes the jobs as order[k] lists them; order: (m, n), refused if orders and jobs wait in a cycle. Minimised.

    machine, time: (n, m) as in `job_shop`; every job visits each machine 0 .. m-1 once.
    """
    raw = _scorers.job_shop_orders(order, machine, time)
    return scored(raw, "scheduling.job_shop_orders", "min", {"machine": machine, "time": time}, {"order": order})


def weighted_tardiness(order: Integers, p: Integers, w: Integers, due: Integers) -> Score:
    """sum w max(0, completion - due) on one machine without idle time; order, p, w, due: (n,), |due| <= 2^60. Minimised."""
    raw = _scorers.weighted_tardiness(order, p, w, due)
    return scored(raw, "scheduling.weighted_tardiness", "min", {"p": p, "w": w, "due": due}, {"order": order})


def transactions(order: Integers, ptr: Integers, write: Integers, key: Integers) -> Score:
    """Ticks until ordered transactions are over, each started as early as its conflicts allow. order: (n,). Minimised.

    Transaction t has the operations ptr[t] .. ptr[t+1]-1; number i of them runs i ticks after its start. It comes after the last write of earlier
    transactions (in `order`) on its key (0 .. 2^20 - 1); where `write` is 1, also after their last read.
    """
    raw = _scorers.transactions(order, ptr, write, key)
    return scored(raw, "scheduling.transactions", "min", {"ptr": ptr, "write": write, "key": key}, {"order": order})


def production_plan(act: Integers, output: Integers, cost: Integers, start: int) -> Score:
    """Goods after the turns of act: (turns, 2), rows (level, line) to strengthen or (-1, -1). Maximised.

    output: (lines,) 0 .. 2^20 goods of one unit and power of level 0; cost: (levels, lines) 0 .. 2^50, times the new power; start: goods at first.
    At most 1,024 turns, 4 levels, 64 lines.
    """
    raw = _scorers.production_plan(act, output, cost, start)
    return scored(raw, "scheduling.production_plan", "max", {"output": output, "cost": cost, "start": start}, {"act": act})
