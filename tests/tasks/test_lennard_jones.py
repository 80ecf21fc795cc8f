from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("physics/lennard_jones")[0], "score")


def exact_energy(units: np.ndarray) -> Fraction:
    total = Fraction(0)
    for i in range(len(units)):
        for j in range(i):
            square = Fraction(sum(int(a - b) ** 2 for a, b in zip(units[i], units[j], strict=True)), 1 << 80)
            total += 4 * (1 / square**6 - 1 / square**3)
    return total


def test_pair_by_hand() -> None:
    """r = 2^(1/6): 4 (1/4 - 1/2) = -1; r = 2: 4 (2^-12 - 2^-6) = -63/1024."""
    assert score.score({"N": 2}, {}, {"p": [[0, 0, 0], [2 ** (1 / 6), 0, 0]]}).value == pytest.approx(-1.0, abs=1e-13)
    value = score.score({"N": 2}, {}, {"p": [[0, 0, 0], [0, 2, 0]]}).value
    assert -63 / 1024 <= value < -63 / 1024 + 1e-15


def test_bound_is_above_exact_values_and_tight() -> None:
    rng = random.Random(1)
    for _ in range(60):
        n, spread = rng.randint(2, 9), rng.choice([0.05, 1.0, 30.0, 40.0])
        p = np.array([[rng.uniform(-spread, spread) for _ in range(3)] for _ in range(n)])
        exact = exact_energy(score.grid(p, score.BITS, score.LIMIT))
        size = abs(exact) + Fraction(1, 10**12)
        verdict = score.score({"N": n}, {}, {"p": p})
        assert exact <= Fraction(verdict.value) <= exact + size / 10**6


def test_atoms_at_one_place_are_refused() -> None:
    verdict = score.score({"N": 3}, {}, {"p": [[0, 0, 0], [1, 0, 0], [1, 0, 1e-14]]})
    assert not verdict.valid
    assert "1 and 2" in verdict.reason
