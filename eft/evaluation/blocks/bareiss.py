"""Exact determinant of an integer matrix: Gaussian elimination modulo primes, joined by the Chinese remainder theorem."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

TOP = 2**31 - 1  # largest prime used; products of two residues stay below 2^62


def determinant(matrix: NDArray[np.int64]) -> int:
    """det of a square integer matrix, exact: enough primes are used to pass twice Hadamard's bound on |det|."""
    n = len(matrix)
    bound = math.prod(math.isqrt(sum(int(a) ** 2 for a in row)) + 1 for row in matrix.tolist())
    residue, modulus, count = 0, 1, 0
    while modulus <= 2 * bound:
        p = _prime(count)
        lift = (_determinant_mod(matrix, p, n) - residue) * pow(modulus, -1, p) % p
        residue, modulus, count = residue + modulus * lift, modulus * p, count + 1
    return residue if 2 * residue <= modulus else residue - modulus


def _determinant_mod(matrix: NDArray[np.int64], p: int, n: int) -> int:
    a = np.mod(matrix, p)
    result = 1
    for k in range(n):
        pivots = np.flatnonzero(a[k:, k])
        if not pivots.size:
            return 0
        row = k + int(pivots[0])
        if row != k:
            a[[k, row]] = a[[row, k]]
            result = -result
        pivot = int(a[k, k])
        result = result * pivot % p
        factor = a[k + 1 :, k] * pow(pivot, -1, p) % p
        a[k + 1 :, k:] = (a[k + 1 :, k:] - factor[:, None] * a[k, k:] % p) % p
    return result % p


@cache
def _prime(index: int) -> int:
    """The index-th prime counted downwards from 2^31 - 1 (which is one)."""
    candidate = TOP if index == 0 else _prime(index - 1) - 2
    while not _is_prime(candidate):
        candidate -= 2
    return candidate


def _is_prime(odd: int) -> bool:
    """Miller-Rabin with bases 2, 3, 5, 7: proved for numbers below 3,215,031,751."""
    d, twos = odd - 1, 0
    while d % 2 == 0:
        d, twos = d // 2, twos + 1
    return all(_is_witnessed(odd, base, d, twos) for base in (2, 3, 5, 7))


def _is_witnessed(odd: int, base: int, d: int, twos: int) -> bool:
    x = pow(base, d, odd)
    if x in (1, odd - 1):
        return True
    for _ in range(twos - 1):
        x = x * x % odd
        if x == odd - 1:
            return True
    return False
