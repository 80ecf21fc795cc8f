"""search/blackbox by hand and against a plain computation."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

SCORE = load_module(read_family("search/blackbox")[0], "score")
PUBLIC = {"d": 2, "budget": 100}
SECRET = {"f": "ellipsoid", "centre": np.array([1.0, -2.0]), "other": np.zeros(2), "axes": np.eye(2)}


def test_values_by_hand() -> None:
    ask = [[1.0, -2.0], [3.0, -2.0], [1.0, -1.0], [math.nan, 0.0], [9.0, -2.0], [math.inf, -2.0]]
    past, news = SCORE.reply(PUBLIC, SECRET, {}, {"ask": ask})
    assert news["reply"].tolist() == pytest.approx([0.0, 4.0, 1e6, 1e12, 16.0, 16.0], rel=1e-12)
    assert past == {"spent": 6}
    ripples = SCORE.values({**SECRET, "f": "ripples"}, np.array([[1.5, -2.0], [2.0, -2.0]]))
    assert ripples.tolist() == [10.25, 1.0]
    assert SCORE.values({**SECRET, "f": "valley"}, np.array([[2.0, -2.0]])).tolist() == [901.0]  # 100 (1 - 4)^2 + (1 - 2)^2
    assert SCORE.values({**SECRET, "f": "funnels"}, np.array([[0.0, 0.0], [1.0, -1.0]])).tolist() == [3.0, 2.0]


def test_score_by_hand() -> None:
    assert SCORE.score(PUBLIC, SECRET, {"answer": [1.1, -2.0]}).value == pytest.approx(-2.0, abs=1.5e-6)
    assert SCORE.score(PUBLIC, SECRET, {"answer": [1.0, -2.0]}).value == -8.0
    with pytest.raises(Reject):
        SCORE.score(PUBLIC, SECRET, {"answer": [math.nan, 0.0]})


def test_values_match_a_plain_computation() -> None:
    rng = random.Random(1)
    for trial in range(52):
        kind = ("ellipsoid", "ripples", "valley", "funnels")[trial % 4]
        secret = SCORE.instance({"f": kind, "d": 4}, rng.getrandbits(63))[1]
        assert secret["axes"] @ secret["axes"].T == pytest.approx(np.eye(4), abs=1e-12)
        x = np.array([rng.uniform(-5.0, 5.0) for _ in range(4)])
        z = [math.fsum(a * (u - c) for a, u, c in zip(axis, x, secret["centre"], strict=True)) for axis in secret["axes"]]
        if kind == "ellipsoid":
            want = math.fsum(10.0 ** (2.0 * i) * v * v for i, v in enumerate(z))
        elif kind == "ripples":
            want = math.fsum(v * v + 160.0 * (v % 1.0) ** 2 * (1.0 - v % 1.0) ** 2 for v in z)
        elif kind == "valley":
            y = [v + 1.0 for v in z]
            want = math.fsum(100.0 * (y[i + 1] - y[i] ** 2) ** 2 + (1.0 - y[i]) ** 2 for i in range(3))
        else:
            want = min(2.0 * math.fsum(v * v for v in z), 0.5 * math.dist(x, secret["other"]) ** 2 + 3.0)
        assert SCORE.values(secret, x[None])[0] == pytest.approx(want, rel=1e-6)
        assert SCORE.values(secret, secret["centre"][None])[0] < 1e-12


@pytest.mark.parametrize("ask", [[], [[0.0]], [["x", "y"]], "text", [[0.0, 0.0]] * 101, [[[0.0, 0.0]]]])
def test_refused_questions(ask: object) -> None:
    with pytest.raises(Reject):
        SCORE.reply(PUBLIC, SECRET, {}, {"ask": ask})


def test_points_of_all_rounds_are_bounded() -> None:
    with pytest.raises(Reject, match="101 points in all, at most 100 allowed"):
        SCORE.reply(PUBLIC, SECRET, {"spent": 100}, {"ask": [[0.0, 0.0]]})
