from __future__ import annotations

import math

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("inequalities/flat_polynomials")[0], "score")


def test_by_hand() -> None:
    """|1 + z| has the maximum 2; 1 + z + z^2 - z^3 (Barker): |p|^2 = 4 + 2 cos x - 2 cos 3x, largest where 4 sin(2x) sin(x) is."""
    factor = 1 / math.sqrt(math.cos(math.pi / 128))
    assert score.score({"n": 1}, {}, {"s": [1, 1]}).value == pytest.approx(math.sqrt(2) * factor, rel=1e-12)
    x = np.linspace(0, math.pi, 1_000_001)
    peak = math.sqrt(float((4 + 2 * np.cos(x) - 2 * np.cos(3 * x)).max()))
    value = score.score({"n": 3}, {}, {"s": [1, 1, 1, -1]}).value
    assert peak / 2 <= value <= 1.0006 * peak / 2


def test_against_fine_sampling() -> None:
    """The bound is above the maximum over 2^15 points, and at most 0.061 % above it."""
    rng = np.random.default_rng(1)
    for n in (16, 24, 32, 48, 64):
        for _ in range(12):
            s = rng.choice([-1, 1], n + 1)
            peak = float(np.abs(np.fft.fft(s, 2**15)).max()) / math.sqrt(n + 1)
            assert peak <= score.score({"n": n}, {}, {"s": s}).value <= 1.00061 * peak


def test_symmetries_keep_the_score() -> None:
    s = np.random.default_rng(2).choice([-1, 1], 25)
    same = {score.score({"n": 24}, {}, {"s": t}).value for t in (s, -s, s[::-1])}
    assert len(same) == 1


@pytest.mark.parametrize("s", [[1] * 16, [1] * 18, [3] * 17, [1.0] * 17, [True] * 17, [-2] * 17])
def test_refusals(s: list) -> None:
    with pytest.raises(Reject, match="s"):
        score.score({"n": 16}, {}, {"s": s})


def test_zero_is_named() -> None:
    assert score.score({"n": 2}, {}, {"s": [1, 0, 1]}).reason == "s[1] is 0, expected -1 or 1"
