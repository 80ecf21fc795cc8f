from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("numerics/stability_poly")
score = load_module(TASKS[0], "score")


def beta(s: int, p: int, axis: str, c: list[float]) -> float:
    return score.score({"s": s, "p": p, "axis": axis}, {}, {"c": c}).value


def test_two_stages_by_hand() -> None:
    """1 + x + x^2/8 = 2 (1 + x/4)^2 - 1 = T_2(1 + x/4): stable on [-8, 0]; 1 + x + x^2/2 on [-2, 0]."""
    assert beta(2, 1, "real", [0.125]) == pytest.approx(8.0, abs=1e-8)
    assert beta(4, 1, "real", [5 / 32, 1 / 128, 1 / 8192]) == 32.0  # T_4(1 + x/16) touches -1 and 1 inside, exactly
    assert beta(2, 1, "real", [0.5]) == pytest.approx(2.0, abs=1e-8)


def test_no_tolerance_at_an_inner_minimum() -> None:
    """P = 1 + x + c x^2 is 1 - 1/(4c) at its minimum, below -1 as soon as c < 1/8: stable up to where it first is -1."""
    c = 0.125 - 1e-12
    first = (1 - (1 - 8 * c) ** 0.5) / (2 * c)
    assert beta(2, 1, "real", [c]) == pytest.approx(first, abs=1e-6)


def test_imaginary_axis() -> None:
    """|1 + iy - y^2/2|^2 = 1 + y^4/4 is above 1 at once; order 4 in 4 stages: 2 sqrt 2; Kinnmark and Gray: s - 1 = 4."""
    assert beta(3, 2, "imaginary", [0.0]) == 0.0
    assert beta(4, 3, "imaginary", [1 / 24 - 1e-17]) == pytest.approx(8**0.5, abs=1e-6)
    assert beta(5, 2, "imaginary", [3 / 16, 1 / 32, 1 / 128]) == pytest.approx(4.0, abs=1e-12)


@pytest.mark.parametrize("axis", ["real", "imaginary"])
def test_random_polynomials_against_a_fine_grid(axis: str) -> None:
    rng = random.Random(1)
    for _ in range(50):
        s, p = rng.choice([(4, 1), (6, 2), (8, 3)])
        c = [rng.uniform(0.0, 1.1) / float(np.prod(range(1, k + 1))) for k in range(p + 1, s + 1)]
        found = beta(s, p, axis, c)
        full = [1.0 / float(np.prod(range(1, k + 1))) for k in range(p + 1)] + c
        t = np.linspace(0.0, (2 * s * s if axis == "real" else s - 1) * 1.0, 200001)
        size = np.abs(np.polynomial.polynomial.polyval(-t if axis == "real" else 1j * t, full))
        over = np.flatnonzero(size > 1 + 1e-9)
        reached = t[over[0]] if len(over) else t[-1]
        assert found <= reached
        inside = np.flatnonzero(size[t > 0.05] > 1 - 1e-9)  # where the grid touches 1
        first = t[t > 0.05][inside[0]] if len(inside) else t[-1]
        assert found == 0.0 or found >= first - 2 * t[1] - 1e-6


def test_coefficients_are_bounded() -> None:
    assert "larger than 1" in score.score({"s": 2, "p": 1, "axis": "real"}, {}, {"c": [2.0]}).reason
