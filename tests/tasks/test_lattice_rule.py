from __future__ import annotations

import random
from fractions import Fraction

import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("numerics/lattice_rule")[0], "score")
PI_LOW, PI_HIGH = Fraction(314159265358979323846, 10**20), Fraction(314159265358979323847, 10**20)


def exact_error(z: list[int], n: int, pi: Fraction) -> Fraction:
    total = Fraction(-n)
    for k in range(n):
        product = Fraction(1)
        for j, zj in enumerate(z, 1):
            x = Fraction(k * zj % n, n)
            product *= 1 + 2 * pi * pi / (j * j) * (x * x - x + Fraction(1, 6))
        total += product
    return total / n


def test_one_dimension_by_hand() -> None:
    """n = 2, z = 1: -1 + (1 + pi^2/3 + 1 - pi^2/6) / 2 = pi^2/12."""
    assert score.upper_error([1], 2) == pytest.approx(0.8224670334241132, abs=1e-14)


def test_bound_is_above_exact_values_and_tight() -> None:
    rng = random.Random(1)
    for _ in range(60):
        n, d = rng.choice([31, 53, 127]), rng.randint(1, 8)
        z = [rng.randint(1, n - 1) for _ in range(d)]
        low, high = sorted((exact_error(z, n, PI_LOW), exact_error(z, n, PI_HIGH)))
        found = Fraction(score.upper_error(z, n))
        assert high < found < low + Fraction(1, 10**11)


@pytest.mark.parametrize("z", [[0, 1, 1, 1, 1], [127, 1, 1, 1, 1], [1] * 4, [1.0] * 5, [-1, 1, 1, 1, 1]])
def test_bad_vectors_are_refused(z: list) -> None:
    with pytest.raises(Reject, match="z"):
        score.score({"n": 127, "d": 5}, {}, {"z": z})
