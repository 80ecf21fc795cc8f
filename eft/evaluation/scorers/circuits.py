"""Sorting networks, addition chains and bilinear algorithms (`csrc/eft/networks.hpp`, `tensors.hpp`)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.scorers.record import Raw, Score, scored

__all__ = ["addition_chain", "matmul", "matmul_halves", "matmul_modulo_two", "sorting_depth", "sorting_network"]

Integers = NDArray[np.int64]
LIMBS = 4  # of 64 bits


def sorting_network(n: int, comparators: Integers) -> Score:
    """Comparators of a network on n wires, with those that a repair appends where it does not sort every input. Minimised.

    comparators: (m, 2), rows (i, j) with 0 <= i < j < n, m <= n^2; the smaller value goes to wire i. The repair: adjacent comparators in bubble
    order, without those that change no input that can still reach them. ValueError unless 2 <= n <= 24.
    """
    raw = _scorers.sorting_network(n, comparators)
    return scored(raw, "circuits.sorting_network", "min", {"n": n}, {"comparators": comparators})


def sorting_depth(n: int, comparators: Integers) -> Score:
    """Layers of a sorting network on n wires, each comparator working as early as its wires allow. Minimised; must sort every input.

    comparators: as in `sorting_network`. ValueError unless 2 <= n <= 24.
    """
    return scored(_scorers.sorting_depth(n, comparators), "circuits.sorting_depth", "min", {"n": n}, {"comparators": comparators})


def addition_chain(targets: Sequence[int], steps: Integers) -> Score:
    """Steps of an addition chain that contains every target. Minimised.

    steps: (m, 2), m <= 4096; element 0 is 1 and row k appends the sum of two earlier elements, given by their numbers; elements stay below 2^255.
    ValueError unless there is a target and all lie in [1, 2^255).
    """
    if not targets or not all(1 <= target < 1 << 255 for target in targets):
        raise ValueError("targets: expected integers in [1, 2^255)")
    limbs = np.array([[target >> 64 * k & (1 << 64) - 1 for k in range(LIMBS)] for target in targets], dtype=np.uint64)
    raw = _scorers.addition_chain(limbs, steps)
    return scored(raw, "circuits.addition_chain", "min", {"targets": [int(target) for target in targets]}, {"steps": steps})


def matmul(n: int, m: int, p: int, u: Integers, v: Integers, w: Integers) -> Score:
    """Terms r of a bilinear algorithm over the integers for the product of an n x m and an m x p matrix. Minimised.

    u: (r, n m), v: (r, m p), w: (r, p n) (of the transposed product), |entry| <= 2^16, r <= n m p. Every entry of the tensor is checked.
    ValueError unless 1 <= n, m, p <= 16 and the tensor has at most 2^22 entries.
    """
    return _matmul(_scorers.matmul(n, m, p, u, v, w), "matmul", n, m, p, u, v, w)


def matmul_halves(n: int, m: int, p: int, u: Integers, v: Integers, w: Integers) -> Score:
    """As `matmul` over multiples of 1/2: the entries are given doubled."""
    return _matmul(_scorers.matmul_halves(n, m, p, u, v, w), "matmul_halves", n, m, p, u, v, w)


def matmul_modulo_two(n: int, m: int, p: int, u: Integers, v: Integers, w: Integers) -> Score:
    """As `matmul` over the field of two elements: entries 0 or 1."""
    return _matmul(_scorers.matmul_modulo_two(n, m, p, u, v, w), "matmul_modulo_two", n, m, p, u, v, w)


def _matmul(raw: Raw, name: str, n: int, m: int, p: int, u: Integers, v: Integers, w: Integers) -> Score:
    return scored(raw, f"circuits.{name}", "min", {"n": n, "m": m, "p": p}, {"u": u, "v": v, "w": w})
