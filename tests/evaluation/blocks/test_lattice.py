"""Shortest vectors against the published norms of a well-known generator and against plain search."""

from __future__ import annotations

import itertools
import random

from eft.evaluation.blocks.lattice import multiplier_norms, reduced, shortest


def test_norms_of_16807() -> None:
    """Knuth, The Art of Computer Programming 2, section 3.3.4, table 1, line 19 (dimensions 2 to 6)."""
    assert multiplier_norms(16807, 2**31 - 1, 6) == [282475250, 408197, 21682, 4439, 895]


def test_norms_of_small_moduli_against_all_vectors() -> None:
    rng = random.Random(1)
    for _ in range(60):
        m = rng.choice([61, 101, 251])
        a, d = rng.randrange(1, m), rng.randint(2, 4)
        reach = int(m ** (1 / d) * 1.5) + 1  # a shortest vector is no longer than gamma_d^(1/2) m^(1/d) <= 2^(1/4) m^(1/d)
        vectors = itertools.product(range(-reach, reach + 1), repeat=d)
        squares = (sum(x * x for x in u) for u in vectors if any(u) and sum(x * pow(a, i, m) for i, x in enumerate(u)) % m == 0)
        assert multiplier_norms(a, m, d)[-1] == min(squares)


def test_reduction_keeps_the_lattice() -> None:
    """The reduced basis of a planted lattice has its short vector, whatever unimodular matrix hid it."""
    rng = random.Random(2)
    for _ in range(50):
        basis = [[3, 1, 0], [0, 40, 1], [1, 0, 50]]
        for _ in range(12):
            i, j = rng.sample(range(3), 2)
            q = rng.randint(-9, 9)
            basis[i] = [x + q * y for x, y in zip(basis[i], basis[j], strict=True)]
        assert shortest(reduced(basis)) == 10
