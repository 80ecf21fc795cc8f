"""Shortest vectors of low-dimensional integer lattices, exact: LLL reduction, then enumeration of everything that can be shorter."""

from __future__ import annotations

import math
from operator import mul

Vector = list[int]


def multiplier_norms(a: int, m: int, last: int) -> list[int]:
    """Squared lengths of the shortest dual vectors of x -> a x mod m in dimensions 2 .. last (at most 8), m below 2^62.

    The dual lattice of dimension d holds the integer vectors u with u_0 + u_1 a + ... + u_{d-1} a^{d-1} = 0 mod m. A reduced basis of
    dimension d - 1 and one new vector make a basis of dimension d.
    """
    basis: list[Vector] = [[m]]
    power, norms = 1, []
    for d in range(2, last + 1):
        power = power * a % m
        basis = reduced([[*row, 0] for row in basis] + [[-power, *[0] * (d - 2), 1]])
        norms.append(shortest(basis))
    return norms


def reduced(basis: list[Vector]) -> list[Vector]:
    """LLL-reduced basis of the same lattice (integers throughout; only the choice of the steps is made in doubles)."""
    b = [list(row) for row in basis]
    mu: list[list[float]] = [[] for _ in b]
    norm = [0.0] * len(b)
    k = 0
    while k < len(b):
        stale = True
        while stale:  # a large step leaves the doubles stale: again from fresh ones until nothing is left to subtract
            _orthogonalise(b, mu, norm, k)
            stale = False
            for j in range(k - 1, -1, -1):
                q = round(mu[k][j])
                if q and abs(mu[k][j]) > 0.501:
                    b[k] = [x - q * y for x, y in zip(b[k], b[j], strict=True)]
                    for i in range(j):
                        mu[k][i] -= q * mu[j][i]
                    stale = True
        if k == 0 or norm[k] >= (0.99 - mu[k][k - 1] ** 2) * norm[k - 1]:
            k += 1
        else:
            b[k - 1], b[k] = b[k], b[k - 1]
            k -= 1
    return b


def shortest(basis: list[Vector]) -> int:
    """Smallest squared length of a non-zero vector of a reduced basis of at most 8 vectors with entries below 2^62.

    Enumerates by Fincke and Pohst in doubles with the squared radius 1 + 1e-6 times the best length: coefficients of a reduced basis are
    small, so the partial lengths are good to far better than that, and the lengths that decide are integers.
    """
    n = len(basis)
    mu: list[list[float]] = [[] for _ in basis]
    norm = [0.0] * n
    for i in range(n):
        _orthogonalise(basis, mu, norm, i)
    best = min(sum(x * x for x in row) for row in basis)
    x = [0] * n

    def search(k: int, left: float) -> None:
        nonlocal best
        if k < 0:
            if any(x):
                vector = [sum(c * row[i] for c, row in zip(x, basis, strict=True)) for i in range(len(basis[0]))]
                best = min(best, sum(v * v for v in vector))
            return
        centre = -sum(x[j] * mu[j][k] for j in range(k + 1, n))
        reach = math.sqrt(max(left, 0.0) / norm[k])
        low, high = math.ceil(centre - reach), math.floor(centre + reach)
        if not any(x[k + 1 :]):
            low = 0  # of a vector and its opposite one will do
        for value in range(low, high + 1):
            x[k] = value
            search(k - 1, left - (value - centre) ** 2 * norm[k])
        x[k] = 0

    search(n - 1, best * (1.0 + 1e-6))
    return best


def _orthogonalise(b: list[Vector], mu: list[list[float]], norm: list[float], i: int) -> None:
    """Coefficients mu[i][j] (j < i) and squared length of the orthogonalised vector i, from exact inner products."""
    own = b[i]
    row: list[float] = []
    r: list[float] = []
    for j in range(i):
        value = float(sum(map(mul, own, b[j])))
        for coefficient, x in zip(mu[j], r, strict=False):
            value -= coefficient * x
        r.append(value)
        row.append(value / norm[j])
    mu[i] = row
    norm[i] = float(sum(map(mul, own, own))) - sum(map(mul, row, r))
