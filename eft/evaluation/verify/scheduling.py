"""Twins of `csrc/eft/scheduling.hpp` and `csrc/eft/production.hpp`."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from eft.evaluation.verify.plain import Refuted, integer, integers, rows

__all__ = ["flow_shop", "job_shop", "job_shop_orders", "production_plan", "transactions", "weighted_tardiness"]

Data = Mapping[str, Any]
Table = list[list[int]]
Operation = tuple[int, int]  # job, number of its step


def flow_shop(instance: Data, construction: Data) -> Fraction:
    """Heaviest path through the grid of jobs (in order) and machines."""
    p = rows(instance, "p")
    order = _order(construction, len(p[0]))
    path = [[0] * (len(p) + 1) for _ in range(len(order) + 1)]
    for k, job in enumerate(order, 1):
        for machine, times in enumerate(p, 1):
            path[k][machine] = max(path[k - 1][machine], path[k][machine - 1]) + times[job]
    return Fraction(path[-1][-1])


def job_shop(instance: Data, construction: Data) -> Fraction:
    """Every operation starts when the entries before it have left its job and its machine."""
    machine, time = _shop(instance)
    ops = integers(construction, "ops", len(machine) * len(machine[0]))
    if any(ops.count(job) != len(machine[0]) for job in range(len(machine))):
        raise Refuted("ops: expected every job once for each of its operations")
    placed: list[tuple[int, int, int]] = []  # job, machine, end
    for k, job in enumerate(ops):
        step = ops[:k].count(job)
        start = max((end for other, at, end in placed if other == job or at == machine[job][step]), default=0)
        placed.append((job, machine[job][step], start + time[job][step]))
    return Fraction(max(end for *_, end in placed))


def job_shop_orders(instance: Data, construction: Data) -> Fraction:
    """Earliest ends by relaxation over the two predecessors of every operation; n m rounds settle every graph without a cycle."""
    machine, time = _shop(instance)
    jobs, machines = len(machine), len(machine[0])
    if any(sorted(row) != list(range(machines)) for row in machine):
        raise Refuted("machine: expected every machine once for each job")
    order = rows(construction, "order", machines, jobs)
    if any(sorted(row) != list(range(jobs)) for row in order):
        raise Refuted("order: expected every job once on each machine")
    before: dict[Operation, list[Operation]] = {(j, k): [(j, k - 1)] if k else [] for j in range(jobs) for k in range(machines)}
    for at, row in enumerate(order):
        for earlier, later in pairwise(row):
            before[later, machine[later].index(at)].append((earlier, machine[earlier].index(at)))
    layer = dict.fromkeys(before, 0)  # longest chain of predecessors: grows for ever exactly on and behind a cycle
    for _ in range(jobs * machines):
        layer = {node: max((layer[one] + 1 for one in found), default=0) for node, found in before.items()}
    if max(layer.values()) >= jobs * machines:
        raise Refuted("order: an operation waits for itself")
    end: dict[Operation, int] = {}
    for j, k in sorted(before, key=lambda node: layer[node]):
        end[j, k] = max((end[one] for one in before[j, k]), default=0) + time[j][k]
    return Fraction(max(end.values()))


def weighted_tardiness(instance: Data, construction: Data) -> Fraction:
    """Every job ends when the times up to it have passed."""
    p = integers(instance, "p")
    w, due = integers(instance, "w", len(p)), integers(instance, "due", len(p))
    order = _order(construction, len(p))
    ends = {job: sum(p[other] for other in order[: k + 1]) for k, job in enumerate(order)}
    return Fraction(sum(w[job] * max(0, end - due[job]) for job, end in ends.items()))


def transactions(instance: Data, construction: Data) -> Fraction:
    """The first start at which no operation meets a conflict, found tick by tick."""
    ptr = integers(instance, "ptr")
    write, key = integers(instance, "write", ptr[-1]), integers(instance, "key", ptr[-1])
    done: list[tuple[int, int]] = []  # operation, tick
    for t in _order(construction, len(ptr) - 1):
        mine = range(ptr[t], ptr[t + 1])
        start = 0
        while any(
            key[one] == key[other] and (write[one] or write[other]) and tick >= start + i
            for i, one in enumerate(mine)
            for other, tick in done
        ):
            start += 1
        done += [(one, start + i) for i, one in enumerate(mine)]
    return Fraction(max((tick + 1 for _, tick in done), default=0))


def production_plan(instance: Data, construction: Data) -> Fraction:
    """The plan played in unbounded integers."""
    output, cost = integers(instance, "output"), rows(instance, "cost")
    own = integer(instance, "start", 0)
    power = [[0] * len(output) for _ in cost]
    units = [[1] * len(output) for _ in cost]
    for i, j in rows(construction, "act", width=2):
        if (i, j) != (-1, -1):
            if not (0 <= i < len(cost) and 0 <= j < len(output)):
                raise Refuted(f"act: there is no kind ({i}, {j})")
            power[i][j] += 1
            own -= cost[i][j] * power[i][j]
            if own < 0:
                raise Refuted("act: more is spent than there is")
        own += sum(a * u * k for a, u, k in zip(output, units[0], power[0], strict=True))
        made = [[u * k for u, k in zip(*level, strict=True)] for level in zip(units, power, strict=True)]
        for below, gain in zip(units, made[1:], strict=False):
            below[:] = [u + g for u, g in zip(below, gain, strict=True)]
    return Fraction(own)


def _order(construction: Data, n: int) -> list[int]:
    order = integers(construction, "order", n)
    if sorted(order) != list(range(n)) or n == 0:
        raise Refuted("order: expected everything once")
    return order


def _shop(instance: Data) -> tuple[Table, Table]:
    machine = rows(instance, "machine")
    return machine, rows(instance, "time", len(machine), len(machine[0]))
