"""Twins of `csrc/eft/assignment.hpp`."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from eft.evaluation.verify.plain import Refuted, integer, integers, rows

__all__ = ["bin_packing", "multi_knapsack", "number_partition", "qap", "set_cover"]

Data = Mapping[str, Any]


def qap(instance: Data, construction: Data) -> Fraction:
    """Flow times distance over all ordered pairs."""
    n = len(rows(instance, "f"))
    f, d = rows(instance, "f", n, n), rows(instance, "d", n, n)
    p = integers(construction, "p", n)
    if sorted(p) != list(range(n)) or n == 0:
        raise Refuted("p: expected every place once")
    return Fraction(sum(f[i][j] * d[p[i]][p[j]] for i in range(n) for j in range(n)))


def bin_packing(instance: Data, construction: Data) -> Fraction:
    """Number of bins, none of them overfull."""
    size, capacity = integers(instance, "size"), integer(instance, "capacity", 0)
    _natural(size, "size")
    bins = _choices(construction, "bin", len(size), len(size))
    for one in set(bins):
        if sum(s for s, at in zip(size, bins, strict=True) if at == one) > capacity:
            raise Refuted(f"bin {one} is overfull")
    return Fraction(len(set(bins)))


def multi_knapsack(instance: Data, construction: Data) -> Fraction:
    """Profit of a choice that every constraint allows."""
    profit, capacity = integers(instance, "profit"), integers(instance, "capacity")
    w = rows(instance, "w", len(capacity), len(profit))
    _natural(profit, "profit")
    x = _choices(construction, "x", len(profit), 2)
    for row, most in zip(w, capacity, strict=True):
        _natural(row, "w")
        if sum(a * b for a, b in zip(row, x, strict=True)) > most:
            raise Refuted("x: a constraint is broken")
    return Fraction(sum(a * b for a, b in zip(profit, x, strict=True)))


def set_cover(instance: Data, construction: Data) -> Fraction:
    """Cost of a family that covers everything: the construction is the repaired one."""
    cost, ptr, idx = integers(instance, "cost"), integers(instance, "ptr"), integers(instance, "idx")
    n = integer(instance, "n", 1)
    _natural(cost, "cost")
    chosen = integers(construction, "s")
    if len(ptr) != len(cost) + 1 or ptr != sorted(ptr) or ptr[0] != 0 or ptr[-1] != len(idx):
        raise Refuted("ptr: expected the borders of the sets")
    if not all(0 <= k < len(cost) for k in chosen):
        raise Refuted("s: there is no such set")
    covered = {e for k in chosen for e in idx[ptr[k] : ptr[k + 1]]}
    if covered != set(range(n)):
        raise Refuted("s: an element is not covered")
    return Fraction(sum(cost[k] for k in chosen))


def number_partition(instance: Data, construction: Data) -> Fraction:
    """Spread of the sums of all k groups, empty ones too."""
    a, k = integers(instance, "a"), integer(instance, "k", 1)
    g = _choices(construction, "g", len(a), k)
    sums = [sum(number for number, group in zip(a, g, strict=True) if group == one) for one in range(k)]
    return Fraction(max(sums) - min(sums))


def _choices(construction: Data, name: str, count: int, most: int) -> list[int]:
    """`count` numbers of 0 .. most-1."""
    values = integers(construction, name, count)
    if not values or not set(values) <= set(range(most)):
        raise Refuted(f"{name}: expected numbers below {most}")
    return values


def _natural(values: list[int], name: str) -> None:
    if min(values) < 0:
        raise Refuted(f"{name}: expected none below 0")
