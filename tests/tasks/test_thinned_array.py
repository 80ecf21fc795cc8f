from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("physics/thinned_array")[0], "score")


def test_two_elements_by_hand() -> None:
    """Elements 0 and 1: |1 + exp(i pi u)|^2 / 4 = cos^2(pi u / 2), 1/2 at u = 1/2."""
    assert float(score.peak_power([0, 1], 2, score.FINE // 2)) / 4 == pytest.approx(0.5, rel=2e-3)


def test_bound_is_above_a_fine_grid_and_tight() -> None:
    rng = random.Random(1)
    for _ in range(50):
        n = rng.choice([32, 50, 64])
        k = rng.randint(n // 2, n - 4)
        public = {"n": n, "k": k, "u0": 3.0 / n}
        on = [0, n - 1, *rng.sample(range(1, n - 1), k - 2)]
        u = np.linspace(public["u0"], 1.0, 20001)
        grid = 10 * np.log10(np.abs(np.exp(1j * np.pi * np.outer(u, on)).sum(axis=1)).max() ** 2 / k**2)
        value = score.score(public, {}, {"on": on}).value
        assert grid - 1e-9 <= value <= grid + 0.004


def test_refusals() -> None:
    public, _ = score.instance({"n": 32, "k": 22}, None)
    assert "appears twice" in score.score(public, {}, {"on": [0, 31, *range(1, 20), 5]}).reason
    assert "both end elements" in score.score(public, {}, {"on": list(range(22))}).reason
