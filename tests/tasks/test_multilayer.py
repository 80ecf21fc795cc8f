from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("physics/multilayer")
score = load_module(TASKS[0], "score")
PI = Fraction(3141592653589793238462643383279502884197, 10**39)


def cos_sin(t: Fraction) -> tuple[Fraction, Fraction]:
    """By their series, to about 30 digits."""
    sums, term, k = [Fraction(0)] * 4, Fraction(1), 0
    while abs(term) > Fraction(1, 10**32):
        sums[k % 4] += term
        k += 1
        term = Fraction(round(term * t / k * 10**40), 10**40)
    return sums[0] - sums[2], sums[1] - sums[3]


def exact_reflectance(d: list[float], wave: float, public: dict) -> Fraction:
    b, c = (Fraction(1), Fraction(0)), (Fraction(public["n_sub"]), Fraction(0))  # real and imaginary part
    for layer in reversed(range(len(d))):
        n = Fraction(public["n_hi"] if layer % 2 else public["n_lo"])
        cos, sin = cos_sin(2 * PI * n * Fraction(d[layer]) / Fraction(wave))
        b, c = (
            (cos * b[0] - sin * c[1] / n, cos * b[1] + sin * c[0] / n),
            (cos * c[0] - n * sin * b[1], cos * c[1] + n * sin * b[0]),
        )
        b, c = (tuple(Fraction(round(x * 10**35), 10**35) for x in pair) for pair in (b, c))
    return ((b[0] - c[0]) ** 2 + (b[1] - c[1]) ** 2) / ((b[0] + c[0]) ** 2 + (b[1] + c[1]) ** 2)


def test_half_waves_do_nothing() -> None:
    """A half wave turns (B, C) into (-B, -C): the bare substrate, R = (0.52 / 2.52)^2."""
    public = {"n_hi": 2.0, "n_lo": 1.5, "n_sub": 1.52, "wavelength": np.array([600.0])}
    low, high = score.reflectances(np.array([200.0, 150.0]), public)
    assert low[0] <= 0.04258 <= high[0] + 1e-5
    assert high[0] == pytest.approx((0.52 / 2.52) ** 2, abs=1e-13)


def test_quarter_wave_by_hand() -> None:
    """A quarter wave of index n has R = ((n_sub - n^2) / (n_sub + n^2))^2."""
    public = {"n_hi": 2.0, "n_lo": 1.25, "n_sub": 1.5, "wavelength": np.array([500.0])}
    low, high = score.reflectances(np.array([100.0]), public)
    assert low[0] <= high[0] == pytest.approx((0.0625 / 3.0625) ** 2, abs=1e-14)


def test_bounds_hold_and_are_tight() -> None:
    rng = random.Random(1)
    for _ in range(50):
        task = rng.choice(TASKS)
        public, _ = score.instance({**task.params, **task.args}, None)
        d = [round(rng.uniform(10.0, 300.0) * 2**30) / 2**30 for _ in range(public["n_layers"])]
        where = rng.randrange(score.POINTS)
        low, high = score.reflectances(np.array(d), public)
        exact = exact_reflectance(d, float(public["wavelength"][where]), public)
        assert Fraction(float(low[where])) <= exact <= Fraction(float(high[where]))
        assert high[where] - low[where] < 1e-9


def test_thickness_outside_is_refused() -> None:
    public, _ = score.instance({**TASKS[0].params, **TASKS[0].args}, None)
    assert "d[2] is 9.5" in score.score(public, {}, {"d": [10.0, 300.0, 9.5, 50.0]}).reason
