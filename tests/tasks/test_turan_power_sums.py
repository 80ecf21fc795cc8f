from __future__ import annotations

import math

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("inequalities/turan_power_sums")[0], "score")


def value(n: int, re: object, im: object) -> float:
    return score.score({"n": n}, {}, {"re": re, "im": im}).value


def test_by_hand() -> None:
    assert value(2, [1, 0], [0, 1]) == pytest.approx(math.sqrt(2), abs=1e-15)  # |1 + i|, |1 - 1|
    assert value(3, [1, 0, 0], [0, 0, 0]) == pytest.approx(1, abs=1e-15)
    assert value(2, [1, -1], [0, 0]) == pytest.approx(2, abs=1e-15)  # 0, then 2
    assert value(2, [1, -0.5], [0, 0]) == pytest.approx(1.25, abs=1e-15)  # 0.5, then 1.25


def test_never_below_the_exact_value() -> None:
    assert value(2, [1, 0], [0, 1]) >= math.sqrt(2)
    assert value(3, [1, 0, 0], [0, 0, 0]) >= 1.0


def test_scaling_and_turning_change_nothing() -> None:
    turned = [(0.3 + 0.4j) * z for z in (1, 0.5j, -0.25)]
    assert value(3, [z.real for z in turned], [z.imag for z in turned]) == pytest.approx(value(3, [1, 0, -0.25], [0, 0.5, 0]), rel=1e-11)


def test_against_complex_doubles() -> None:
    rng = np.random.default_rng(3)
    for _ in range(60):
        n = int(rng.integers(2, 11))
        z = rng.normal(size=n) + 1j * rng.normal(size=n)
        unit = z / z[np.abs(z).argmax()]
        slow = max(abs(sum(w**k for w in unit)) for k in range(1, n + 1))
        assert value(n, z.real, z.imag) == pytest.approx(slow, rel=1e-9)


def test_refusals() -> None:
    assert not score.score({"n": 2}, {}, {"re": [0, 0], "im": [0, 1e-13]}).valid
    for re, im in (([1], [0, 0]), ([1, 0], [0]), ([float("nan"), 0], [0, 0]), ([1j, 0], [0, 0])):
        with pytest.raises(Reject):
            value(2, re, im)
