"""search/subset_oracle by hand and against adding up element by element."""

from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

SCORE = load_module(read_family("search/subset_oracle")[0], "score")
PUBLIC = {"n": 3, "k": 2, "budget": 4}
SECRET = {
    "weight": np.array([10, 1, 5]),
    "cover": np.array([[1, 1, 0], [1, 0, 0], [0, 0, 1]], np.float32),
    "synergy": np.array([[0, 7, 0], [0, 0, 3], [0, 0, 0]]),
    "reference": 20,
}


def test_values_and_score_by_hand() -> None:
    past, news = SCORE.reply(PUBLIC, SECRET, {}, {"ask": [[1, 1, 0], [0, 1, 1], [1, 0, 1], [0, 0, 0]]})
    assert news["reply"].tolist() == [18, 18, 16, 0]  # 11 + 7, 15 + 3, 16, 0
    assert past == {"spent": 4}
    assert SCORE.score(PUBLIC, SECRET, {"answer": [0, 1, 1]}).value == 0.9
    with pytest.raises(Reject, match="5 sets in all, at most 4 allowed"):
        SCORE.reply(PUBLIC, SECRET, past, {"ask": [[0, 0, 0]]})
    with pytest.raises(Reject, match="answer: 3 items, at most 2 allowed"):
        SCORE.score(PUBLIC, SECRET, {"answer": [1, 1, 1]})


def test_values_match_a_slow_twin() -> None:
    rng = random.Random(1)
    for _ in range(50):
        public, secret = SCORE.instance({"n": 12, "k": 5, "budget": 9}, rng.getrandbits(63))
        assert (secret["cover"].sum(axis=1) == 8).all()
        assert (secret["synergy"] > 0).sum() == 48
        chosen = rng.sample(range(12), 5)
        elements = {e for i in chosen for e in range(36) if secret["cover"][i, e]}
        pairs = sum(int(secret["synergy"][i, j]) for i in chosen for j in chosen)
        news = SCORE.reply(public, secret, {}, {"ask": [[int(i in chosen) for i in range(12)]]})[1]
        assert news["reply"].tolist() == [sum(int(secret["weight"][e]) for e in elements) + pairs]


@pytest.mark.parametrize("ask", [[], [[0, 1]], [[0, 0, 2]], [[1, 1, 1]], [[True] * 3]])
def test_refused_questions(ask: object) -> None:
    with pytest.raises(Reject):
        SCORE.reply(PUBLIC, SECRET, {}, {"ask": ask})
