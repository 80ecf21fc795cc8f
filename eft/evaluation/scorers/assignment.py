"""Assignments, bins, sacks, covers and partitions with integer costs (`csrc/eft/assignment.hpp`).

Sizes, weights, profits, costs are integers 0 .. 2^40 and there are at most 2^20 of a kind, unless said otherwise. A wrong shape or instance is a
ValueError; what the answer says is a refusal that names the first entry against the rules.
A certificate holds the instance's arrays themselves, so that it stands alone; `eft.evaluation.blocks` makes them again from a seed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers.record import Score, scored

__all__ = ["bin_packing", "multi_knapsack", "number_partition", "qap", "set_cover"]

Integers = NDArray[np.int64]


def qap(p: Integers, f: Integers, d: Integers) -> Score:
    """sum f[i, j] d[p[i], p[j]] of the permutation p: (n,); f, d: (n, n), n <= 4096, entries of at most 2^25 in magnitude. Minimised."""
    return scored(_scorers.qap(p, f, d), "assignment.qap", "min", {"f": f, "d": d}, {"p": p})


def bin_packing(bin: Integers, size: Integers, capacity: int) -> Score:
    """Distinct bins of bin: (n,), numbers 0 .. n-1 (gaps are free), none holding more than the capacity; size: (n,). Minimised."""
    instance = {"size": size, "capacity": capacity}
    return scored(_scorers.bin_packing(bin, size, capacity), "assignment.bin_packing", "min", instance, {"bin": bin})


def multi_knapsack(x: Integers, profit: Integers, w: Integers, capacity: Integers) -> Score:
    """Profit of the items with x = 1, w x <= capacity in every row; x, profit: (n,), w: (m, n), capacity: (m,). Maximised."""
    instance = {"profit": profit, "w": w, "capacity": capacity}
    return scored(_scorers.multi_knapsack(x, profit, w, capacity), "assignment.multi_knapsack", "max", instance, {"x": x})


def set_cover(s: Integers, ptr: Integers, idx: Integers, cost: Integers, n: int) -> Score:
    """Cost of sets s: (k,) that cover 0 .. n-1, each paid as often as listed. Minimised.

    Set j holds idx[ptr[j]] .. idx[ptr[j+1]-1] and costs cost[j]; ptr: (m + 1,), cost: (m,). Repair: elements that are left out are bought in rising
    order, each with the cheapest set that holds it (the first of equal ones).
    """
    raw = _scorers.set_cover(s, ptr, idx, cost, n)
    whole = np.concatenate([s, _scorers.set_cover_repair(s, ptr, idx, cost, n)]) if raw.repair else s
    return scored(raw, "assignment.set_cover", "min", {"ptr": ptr, "idx": idx, "cost": cost, "n": n}, {"s": whole})


def number_partition(g: Integers, a: Integers, k: int) -> Score:
    """Largest - smallest sum of the groups 0 .. k-1 that g: (n,) makes of a: (n,), any int64. Minimised."""
    return scored(_scorers.number_partition(g, a, k), "assignment.number_partition", "min", {"a": a, "k": k}, {"g": g})
