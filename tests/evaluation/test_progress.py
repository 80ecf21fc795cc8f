"""Scores on the common scale, by numbers worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from eft.evaluation.progress import standing, suspicious
from eft.types import Direction, Known, Limits, Scale, Task


def task(direction: str = "max", scale: str = "gap", kind: str = "fixed", **changes: object) -> Task:
    fields = {
        "id": "d/f/n=1", "domain": "d", "family": "d/f", "params": {"n": 1}, "split": "train", "direction": Direction(direction),
        "unit": "u", "scale": Scale(scale), "representation": "V", "statement": "", "inputs": {}, "outputs": {}, "kind": kind,
        "limits": Limits(1.0, 3.0), "cheap_calls": 1, "resolution": 0.01, "baseline": 0.0,
        "best_known": Known(10.0, "someone", "2026-01-01", "s", "exact"), "far_bound": 12.0, "folder": Path("."), **changes,
    }  # fmt: skip
    return Task(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "gain", "gap", "progress", "beyond"),
    [
        (0.0, 0.0, 0.0, 0.0, 0.0),
        (9.0, 0.9, -1.0, 1 / 3, 0.0),  # epsilon = 0.01 / 10 = 1e-3, so p = -1 / -3
        (10.0, 1.0, -3.0, 1.0, 0.0),
        (11.0, 1.1, -3.0, 1.0, 0.1),
        (-90.0, -9.0, 1.0, -1 / 3, 0.0),
    ],
)
def test_gap_scale(value: float, gain: float, gap: float, progress: float, beyond: float) -> None:
    up = standing(task(), value)
    down = standing(task("min", best_known=Known(-10.0, "x", "", "", "exact")), -value)
    for got in (up, down):
        assert got is not None
        assert (got.gain, got.gap, got.progress, got.beyond) == pytest.approx((gain, gap, progress, beyond), abs=1e-12)


def test_gain_scale_is_cut_at_one() -> None:
    got = standing(task(scale="gain"), 15.0)
    assert got is not None
    assert (got.gain, got.progress, got.beyond) == (1.5, 1.0, 0.5)
    below = standing(task(scale="gain"), -5.0)
    assert below is not None
    assert below.progress == -0.5


def test_hidden_tasks_are_ratios_to_their_reference() -> None:
    got = standing(task("min", "gain", "hidden", best_known=None, baseline=1.5), 1.25)
    assert got is not None
    assert got.progress == 0.5
    assert got.gap == pytest.approx(math.log10(0.5))


def test_speeds_are_compared_by_their_logarithms() -> None:
    speed = task("max", "log2speed", baseline=1.0, best_known=Known(16.0, "own", "", "", "float"))
    for value, progress in ((1.0, 0.0), (4.0, 0.5), (16.0, 1.0), (0.5, -0.25), (0.0, -0.75), (1e9, 1.0)):  # log2 16 = 4; 0 counts as 1/8
        got = standing(speed, value)
        assert got is not None
        assert got.progress == progress
    beyond = standing(speed, 1e9)
    assert beyond is not None
    assert beyond.beyond == 0.75  # clipped to 2^7
    enormous = standing(task("max", "log2speed", baseline=1.0, best_known=Known(500.0, "own", "", "", "float")), 128.0)
    assert enormous is not None
    assert enormous.progress == 1.0  # 2^7 is all that counts
    assert standing(task("max", "log2speed", baseline=1.0, best_known=Known(0.9, "own", "", "", "float")), 1.0) is None


def test_no_standing_without_two_different_ends() -> None:
    assert standing(task(baseline=None), 1.0) is None
    assert standing(task(best_known=None), 1.0) is None
    assert standing(task(baseline=10.0), 1.0) is None
    assert standing(task(scale="nmse"), 1.0) is None


def test_suspicious_values() -> None:
    assert suspicious(task(), 10.0) == ""
    assert suspicious(task(), 10.005) == ""  # within the resolution
    assert "best known value 10 (someone)" in suspicious(task(), 10.02)
    assert "proved bound 12" in suspicious(task(), 12.5)
    own = task(best_known=Known(10.0, "own", "", "", "exact"))
    assert suspicious(own, 11.0) == ""
    assert "bound" in suspicious(own, 12.5)
    assert "bound" in suspicious(task("min", best_known=None, far_bound=1.0), 0.9)
