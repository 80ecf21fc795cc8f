"""Means and variances of the count generators, and that a stream repeats them."""

from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation.blocks.counts import gamma, poisson
from eft.evaluation.blocks.stream import Stream


@pytest.mark.parametrize("mean", [0.2, 3.0, 29.0, 400.0])
def test_poisson_mean_and_variance(mean: float) -> None:
    drawn = poisson(Stream(1, "test"), np.full(40000, mean))
    assert drawn.min() >= 0
    assert drawn.mean() == pytest.approx(mean, abs=5 * (mean / 40000) ** 0.5)
    assert drawn.var() == pytest.approx(mean, rel=0.05)


def test_poisson_of_zero() -> None:
    assert poisson(Stream(1, "test"), np.zeros(50)).sum() == 0


@pytest.mark.parametrize("shape", [0.3, 1.0, 7.5])
def test_gamma_mean_and_variance(shape: float) -> None:
    drawn = gamma(Stream(2, "test"), np.full(40000, shape))
    assert drawn.min() >= 0.0
    assert drawn.mean() == pytest.approx(shape, abs=5 * (shape / 40000) ** 0.5)
    assert drawn.var() == pytest.approx(shape, rel=0.06)


def test_streams_repeat() -> None:
    first, second = (gamma(Stream(3, "test"), np.full(10, 2.0)).tolist() for _ in range(2))
    assert first == second
