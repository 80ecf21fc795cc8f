from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("numerics/fir_filter")
score = load_module(TASKS[0], "score")


def test_delay_by_hand() -> None:
    """A = 1 everywhere: no ripple in the passband, 10 x 1 in the stopband."""
    public, _ = score.instance(TASKS[0].params, None)
    pass_, stop = score.band_ripples([1, *[0] * 7], Fraction(1), public["bands"].tolist(), public["weight"].tolist())
    assert 0 <= float(pass_) < 1e-10
    assert float(stop) == pytest.approx(10.0, abs=1e-9)


def test_bound_is_above_a_fine_grid_and_tight() -> None:
    rng = random.Random(1)
    for _ in range(50):
        task = rng.choice(TASKS)
        public, _ = score.instance(task.params, None)
        size = (public["taps"] + 1) // 2
        largest = 2 ** (public["bits"] - 1) - 1
        h, scale = [rng.randint(-largest, largest) for _ in range(size)], rng.uniform(50.0, 5000.0)
        worst, whole = 0.0, (abs(h[0]) + 2 * sum(map(abs, h[1:]))) / scale
        for (low, high, desired), weight in zip(public["bands"], public["weight"], strict=True):
            w = np.pi * np.linspace(low, high, 4001)
            amplitude = (h[0] + 2 * sum(h[k] * np.cos(k * w) for k in range(1, size))) / scale
            worst = max(worst, weight * float(np.abs(amplitude - desired).max()))
        value = 10 ** score.score(public, {}, {"h": h, "scale": scale}).value
        assert worst - 1e-9 <= value <= worst + 1e-4 * 10 * whole


def test_band_edges_are_samples() -> None:
    for bands, _ in score.BANDS.values():
        for low, high, _ in bands:
            for edge in (low, high):
                assert round(edge * 40) == pytest.approx(edge * 40, abs=1e-12)
                assert score.SAMPLES % 80 == 0


@pytest.mark.parametrize("h", [[1] * 7, [200, *[0] * 7], [1.0] * 8])
def test_bad_taps_are_refused(h: list) -> None:
    public, _ = score.instance(TASKS[0].params, None)
    with pytest.raises(Reject, match="h"):
        score.score(public, {}, {"h": h, "scale": 1.0})
