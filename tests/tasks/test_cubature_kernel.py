from __future__ import annotations

import math
import random
from fractions import Fraction

import numpy as np
import pytest

from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("numerics/cubature_kernel")[0], "score")


def exact_square(x: list[list[float]], w: list[float]) -> Fraction:
    d = len(x[0])
    points, weights = [[Fraction(a) for a in row] for row in x], [Fraction(a) for a in w]
    total = Fraction(1, 3**d)
    for a, row in zip(weights, points, strict=True):
        total -= Fraction(2, 2**d) * a * math.prod(1 - u * u for u in row)
        for b, other in zip(weights, points, strict=True):
            total += a * b * math.prod(1 - max(u, v) for u, v in zip(row, other, strict=True))
    return total


def test_one_point_by_hand() -> None:
    """x = 0, w = 1/2: 1/3 - 1/2 + 1/4 = 1/12."""
    assert score.upper_square(np.zeros((1, 1)), np.array([0.5])) == pytest.approx(1 / 12, rel=1e-14)


def test_bound_is_above_exact_values_and_tight() -> None:
    rng = random.Random(1)
    for _ in range(60):
        n, d, size = rng.randint(1, 7), rng.randint(1, 8), rng.choice([0.1, 1.0, 900.0])
        x = [[round(rng.random() * 2**40) / 2**40 for _ in range(d)] for _ in range(n)]
        w = [round(rng.uniform(-size, size) * 2**40) / 2**40 for _ in range(n)]
        exact, found = exact_square(x, w), Fraction(score.upper_square(np.array(x), np.array(w)))
        whole = Fraction(1, 3**d) + sum(map(abs, map(Fraction, w))) ** 2 + sum(map(abs, map(Fraction, w)))
        assert 0 < exact < found < exact + whole / 10**13


def test_exactly_cancelling_weights_gain_nothing() -> None:
    """Equal points with weights +1024 and -1024 are no points: e^2 = 3^-d, and only the rounding bound is paid."""
    value = score.score({"d": 2, "n": 2}, {}, {"x": [[0.5, 0.5]] * 2, "w": [1e6, -1e6]}).value
    assert value >= 0.5 * math.log10(1 / 9)


def test_points_outside_are_refused() -> None:
    verdict = score.score({"d": 2, "n": 1}, {}, {"x": [[0.5, 1.0 + 1e-15]], "w": [1.0]})
    assert not verdict.valid
    assert "x[0][1]" in verdict.reason
