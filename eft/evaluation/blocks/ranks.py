"""Exact ranks of small integer matrices, many at once: modular elimination, with enough primes for a proof."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from eft.evaluation.blocks.stream import I64

PRIMES = (2147483647, 2147483629, 2147483587, 2147483579, 2147483563, 2147483549, 2147483543, 2147483497, 2147483489, 2147483477)


def rank_sum(matrices: I64) -> int:
    """Sum of the ranks over the rationals of int64 matrices [count, rows, columns] with entries of at most 2^20 in size.

    A rank modulo a prime is never too large, and it is right for one of several primes whose product exceeds every minor (Hadamard's
    bound), so the largest of them is the rank. At most 16 rows or columns.
    """
    rows, columns = matrices.shape[1:]
    least = min(rows, columns)
    largest = int(np.abs(matrices).max(initial=0))
    if largest == 0:
        return 0
    bits, product, best = least * math.log2(largest * math.sqrt(least)) + 1, 0.0, np.zeros(len(matrices), dtype=np.int64)
    for prime in PRIMES:
        best = np.maximum(best, _ranks(matrices % prime, prime))
        product += math.log2(prime)
        if product > bits or int(best.min()) == least:
            return int(best.sum())
    raise ValueError(f"matrices of {rows} x {columns} with entries up to {largest}: too large for the primes at hand")


def _ranks(matrices: I64, prime: int) -> NDArray[np.int64]:
    """Rank of each matrix modulo a prime below 2^31, by elimination of all at once."""
    work = matrices.copy()
    count, rows, columns = work.shape
    ranks, every = np.zeros(count, dtype=np.int64), np.arange(count)
    for column in range(columns):
        open_rows = (work[:, :, column] != 0) & (np.arange(rows) >= ranks[:, None])
        found = open_rows.any(axis=1)
        if not found.any():
            continue
        which, pivot, target = every[found], open_rows[found].argmax(axis=1), ranks[found]
        top = work[which, pivot].copy()
        work[which, pivot] = work[which, target]
        inverse = np.array([pow(int(v), -1, prime) for v in top[:, column]], dtype=np.int64)
        top = top * inverse[:, None] % prime
        work[which, target] = top
        factors = np.where(np.arange(rows) > target[:, None], work[which, :, column], 0)
        work[which] = (work[which] - factors[:, :, None] * top[:, None, :] % prime) % prime
        ranks[found] += 1
    return ranks
