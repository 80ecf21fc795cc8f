"""query/group_testing by hand and against looking item by item."""

from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

SCORE = load_module(read_family("query/group_testing")[0], "score")
PUBLIC, SECRET = {"n": 5, "d": 2}, {"bad": np.array([1, 4])}


def test_replies_and_count_by_hand() -> None:
    past, news = SCORE.reply(PUBLIC, SECRET, {}, {"ask": [[1, 0, 1, 1, 0], [0, 1, 0, 0, 0], [0, 0, 0, 0, 0], [1, 1, 1, 1, 1]]})
    assert news["reply"].tolist() == [0, 1, 0, 1]
    assert SCORE.score(PUBLIC, {**SECRET, **past}, {"answer": [4, 1]}).value == 1.0  # C(5, 2) = 10, four bits
    assert not SCORE.score(PUBLIC, {**SECRET, **past}, {"answer": [4, 4]}).valid


def test_replies_match_a_slow_twin() -> None:
    rng = random.Random(1)
    for _ in range(50):
        n = rng.randint(3, 12)
        bad = SCORE.instance({"n": n, "d": 2}, rng.getrandbits(63))[1]["bad"]
        assert len(set(bad.tolist())) == 2
        tests = [[rng.randrange(2) for _ in range(n)] for _ in range(3)]
        news = SCORE.reply({"n": n, "d": 2}, {"bad": bad}, {}, {"ask": np.array(tests, np.uint8)})[1]
        assert news["reply"].tolist() == [int(any(test[i] for i in bad.tolist())) for test in tests]


@pytest.mark.parametrize("ask", [[], [[0, 1]], [[0, 0, 0, 0, 2]], [[0, 0, 0, 0, -1]], [[True] * 5], [[0] * 5] * 6])
def test_refused_questions(ask: object) -> None:
    with pytest.raises(Reject):
        SCORE.reply(PUBLIC, SECRET, {}, {"ask": ask})
