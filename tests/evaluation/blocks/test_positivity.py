"""Proved non-negativity of polynomials against roots that are known."""

from __future__ import annotations

import random
from fractions import Fraction

from eft.evaluation.blocks.positivity import nonnegative_until, odd_part


def from_roots(roots: list[Fraction]) -> list[Fraction]:
    c = [Fraction(1)]
    for root in roots:
        c = [root * a - b for a, b in zip([*c, Fraction(0)], [Fraction(0), *c], strict=True)]
    return c


def test_first_root_of_odd_multiplicity() -> None:
    """prod (root - t) changes sign first at its smallest root of odd multiplicity; roots below 0 change nothing."""
    rng = random.Random(1)
    for _ in range(80):
        roots = [Fraction(rng.randint(1, 9), 3) for _ in range(rng.randint(1, 6))]
        extra = [Fraction(-rng.randint(1, 999), 100) for _ in range(rng.choice([0, 2]))]
        found = nonnegative_until(from_roots(roots + extra), Fraction(10), 30)
        odd = [root for root in roots if roots.count(root) % 2]
        first = min(odd, default=Fraction(10))
        assert first - Fraction(10, 2**20) <= found <= first


def test_no_root() -> None:
    assert nonnegative_until([Fraction(1), Fraction(0), Fraction(1)], Fraction(7), 20) == 7
    assert nonnegative_until([Fraction(-1), Fraction(1)], Fraction(7), 20) == 0


def test_a_touching_root_is_passed_and_a_pair_of_near_roots_is_not() -> None:
    assert nonnegative_until(from_roots([Fraction(1), Fraction(1)]), Fraction(3), 30) == 3
    gap = Fraction(1, 10**9)
    assert 1 - 2 * gap < nonnegative_until(from_roots([1 - gap, 1 + gap]), Fraction(3), 40) <= 1 - gap


def test_odd_part_by_hand() -> None:
    """(t - 1)^2 (t - 2)^3 (t - 3) keeps (t - 2)(t - 3) = 6 - 5 t + t^2."""
    roots = [Fraction(1)] * 2 + [Fraction(2)] * 3 + [Fraction(3)]
    assert odd_part(from_roots(roots)) == [6, -5, 1]
