"""points/distance_ratio and points/sphere_separation: values by hand, and against slow twins."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest

from eft.evaluation.tasks import load_module, read_family

ratio = load_module(read_family("points/distance_ratio")[0], "score")
sphere = load_module(read_family("points/sphere_separation")[0], "score")


def test_ratio_by_hand() -> None:
    square = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
    assert ratio.score({"n": 4, "d": 2}, {}, {"p": square}).value == 2.0
    assert ratio.score({"n": 2, "d": 3}, {}, {"p": [[0.0] * 3, [1.0] * 3]}).value == 1.0
    grid = [[float(i % 4), float(i // 4)] for i in range(16)]
    assert ratio.score({"n": 16, "d": 2}, {}, {"p": grid}).value == 18.0


def test_ratio_against_fractions() -> None:
    rng = np.random.default_rng(5)
    for _ in range(50):
        n, d = int(rng.integers(2, 7)), int(rng.integers(1, 5))
        p = np.rint(rng.normal(size=(n, d)) * 64) / 64
        squares = [
            sum((Fraction(a) - Fraction(b)) ** 2 for a, b in zip(u, v, strict=True)) for u, v in itertools.combinations(p.tolist(), 2)
        ]
        verdict = ratio.score({"n": n, "d": d}, {}, {"p": p})
        if min(squares) == 0:
            assert not verdict.valid
        else:
            assert verdict.value == pytest.approx(float(max(squares) / min(squares)), rel=1e-15)


def test_angles_by_hand() -> None:
    axes = [[1.0, 0, 0], [-3.0, 0, 0], [0, 2.0, 0], [0, -1.0, 0], [0, 0, 5.0], [0, 0, -1.0]]
    assert sphere.score({"n": 6}, {}, {"p": axes}).value == pytest.approx(90.0, abs=1e-9)
    tetrahedron = [[1.0, 1, 1], [1.0, -1, -1], [-1.0, 1, -1], [-1.0, -1, 1]]
    assert sphere.score({"n": 4}, {}, {"p": tetrahedron}).value == pytest.approx(np.degrees(np.arccos(-1 / 3)), abs=1e-9)
    assert sphere.score({"n": 2}, {}, {"p": [[1.0, 0, 0], [7.0, 0, 0]]}).value == 0.0


def test_angles_never_flatter() -> None:
    rng = np.random.default_rng(6)
    for _ in range(50):
        p = rng.normal(size=(5, 3))
        u = p / np.linalg.norm(p, axis=1, keepdims=True)
        angles = [np.degrees(2 * np.arcsin(np.linalg.norm(a - b) / 2)) for a, b in itertools.combinations(u, 2)]
        value = sphere.score({"n": 5}, {}, {"p": p}).value
        assert min(angles) - 1e-6 < value < min(angles) + 1e-9
