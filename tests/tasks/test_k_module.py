"""search/k_module by hand and against counting one by one."""

from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

SCORE = load_module(read_family("search/k_module")[0], "score")
PUBLIC, SECRET = {"M": 3, "O": 4}, {"right": np.array([1, 0, 3])}


def test_replies_and_count_by_hand() -> None:
    past, news = SCORE.reply(PUBLIC, SECRET, {}, {"ask": [[1, 1, 1], [1, 0, 3]]})
    assert news["reply"].tolist() == [1, 3]
    past, _ = SCORE.reply(PUBLIC, SECRET, past, {"ask": [[0, 0, 0]]})
    assert SCORE.score(PUBLIC, {**SECRET, **past}, {"answer": [1, 0, 3]}).value == 3
    assert not SCORE.score(PUBLIC, {**SECRET, **past}, {"answer": [1, 0, 2]}).valid
    assert SCORE.score(PUBLIC, SECRET, {"answer": [1, 0, 3]}).value == 0


def test_replies_match_a_slow_twin() -> None:
    rng = random.Random(1)
    for _ in range(50):
        size, options = rng.randint(1, 6), rng.randint(2, 5)
        right = SCORE.instance({"M": size, "O": options}, rng.getrandbits(63))[1]["right"].tolist()
        rows = [[rng.randrange(options) for _ in range(size)] for _ in range(rng.randint(1, 4))]
        news = SCORE.reply({"M": size, "O": options}, {"right": np.array(right)}, {}, {"ask": rows})[1]
        assert news["reply"].tolist() == [len([m for m in range(size) if row[m] == right[m]]) for row in rows]


@pytest.mark.parametrize("ask", [[], [[0, 0]], [[0, 0, 4]], [[0, 0, -1]], [[0, 0, 1.0]]])
def test_refused_questions(ask: object) -> None:
    with pytest.raises(Reject):
        SCORE.reply(PUBLIC, SECRET, {}, {"ask": ask})
