"""Twins of `csrc/eft/networks.hpp` and `tensors.hpp`, by definition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from eft.evaluation.verify.plain import Refuted, integers, rows

__all__ = ["addition_chain", "matmul", "matmul_halves", "matmul_modulo_two", "sorting_depth", "sorting_network"]

Data = Mapping[str, Any]
Pairs = list[tuple[int, int]]


def sorting_network(instance: Data, construction: Data) -> Fraction:
    """Comparators of the network and of its repair in bubble order.

    Follows the set of distinct 0-1 words on the wires, which shrinks with every comparator that does something.
    """
    n = instance["n"]
    comparators = _comparators(instance, construction)
    words = _outputs(n, comparators)
    appended = 0
    for i, j in ((i, i + 1) for end in range(n - 1, 0, -1) for i in range(end)):
        compared = {_compare(word, i, j) for word in words}
        appended += compared != words
        words = compared
    return Fraction(len(comparators) + appended)


def sorting_depth(instance: Data, construction: Data) -> Fraction:
    """Layers of a network that leaves only the n + 1 sorted 0-1 words."""
    n = instance["n"]
    comparators = _comparators(instance, construction)
    if _outputs(n, comparators) - {(1 << n) - (1 << k) for k in range(n + 1)}:
        raise Refuted("some input is not sorted")
    layer = [0] * n
    for i, j in comparators:
        layer[i] = layer[j] = max(layer[i], layer[j]) + 1
    return Fraction(max(layer))


def addition_chain(instance: Data, construction: Data) -> Fraction:
    """Number of steps; every target is an element."""
    chain = [1]
    steps = rows(construction, "steps", None, 2)
    for a, b in steps:
        if not (0 <= a < len(chain) and 0 <= b < len(chain)):
            raise Refuted(f"step {len(chain) - 1}: elements {a} and {b} are not both there yet")
        chain.append(chain[a] + chain[b])
    missing = set(integers(instance, "targets")) - set(chain)
    if missing:
        raise Refuted(f"target {min(missing)} is missing")
    return Fraction(len(steps))


def matmul(instance: Data, construction: Data) -> Fraction:
    """Number of terms over the integers."""
    return _terms(instance, construction, unit=1)


def matmul_halves(instance: Data, construction: Data) -> Fraction:
    """Number of terms with entries doubled: every entry of the tensor is eight times as large."""
    return _terms(instance, construction, unit=8)


def matmul_modulo_two(instance: Data, construction: Data) -> Fraction:
    """Number of terms over the field of two elements."""
    for name in ("u", "v", "w"):
        if not all(entry in (0, 1) for row in rows(construction, name) for entry in row):
            raise Refuted(f"{name}: expected entries 0 and 1")
    return _terms(instance, construction, unit=1, modulus=2)


def _terms(instance: Data, construction: Data, unit: int, modulus: int | None = None) -> Fraction:
    n, m, p = instance["n"], instance["m"], instance["p"]
    u = rows(construction, "u", None, n * m)
    v, w = rows(construction, "v", len(u), m * p), rows(construction, "w", len(u), p * n)
    tensor: Counter[tuple[int, int, int]] = Counter()
    for left, right, out in zip(u, v, w, strict=True):
        sparse = [[(k, entry) for k, entry in enumerate(row) if entry] for row in (left, right, out)]
        for (a, x), (b, y), (c, z) in product(*sparse):
            tensor[a, b, c] += x * y * z
    for i, j, k in product(range(n), range(m), range(p)):
        tensor[i * m + j, j * p + k, k * n + i] -= unit
    for (a, b, c), rest in tensor.items():
        if (rest if modulus is None else rest % modulus) != 0:
            raise Refuted(f"tensor entry ({a}, {b}, {c}) is not that of the product")
    return Fraction(len(u))


def _comparators(instance: Data, construction: Data) -> Pairs:
    pairs = [(i, j) for i, j in rows(construction, "comparators", None, 2)]
    if not all(0 <= i < j < instance["n"] for i, j in pairs):
        raise Refuted("expected comparators (i, j) with 0 <= i < j < n")
    return pairs


def _outputs(n: int, comparators: Pairs) -> set[int]:
    """What the network makes of all 2^n words; bit i of a word is the value on wire i."""
    words = set(range(1 << n))
    for i, j in comparators:
        words = {_compare(word, i, j) for word in words}
    return words


def _compare(word: int, i: int, j: int) -> int:
    """The smaller bit to wire i."""
    return word ^ (1 << i | 1 << j) if word >> i & 1 and not word >> j & 1 else word
