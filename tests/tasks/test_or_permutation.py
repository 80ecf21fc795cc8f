"""query/or_permutation by hand and against ORs one by one."""

from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

SCORE = load_module(read_family("query/or_permutation")[0], "score")
PUBLIC, SECRET = {"n": 4}, {"hidden": np.array([2, 0, 3, 1])}


def test_replies_and_count_by_hand() -> None:
    past, news = SCORE.reply(PUBLIC, SECRET, {}, {"ask": [[0, 3], [1, 2], [1, 0]]})
    assert news["reply"].tolist() == [3, 3, 2]
    assert SCORE.score(PUBLIC, {**SECRET, **past}, {"answer": [2, 0, 3, 1]}).value == 0.75
    assert not SCORE.score(PUBLIC, {**SECRET, **past}, {"answer": [2, 0, 1, 3]}).valid


def test_replies_match_a_slow_twin() -> None:
    rng = random.Random(1)
    for _ in range(50):
        hidden = SCORE.instance({"n": 16}, rng.getrandbits(63))[1]["hidden"]
        assert sorted(hidden.tolist()) == list(range(16))
        pairs = [rng.sample(range(16), 2) for _ in range(5)]
        news = SCORE.reply({"n": 16}, {"hidden": hidden}, {}, {"ask": pairs})[1]
        assert news["reply"].tolist() == [sum(1 << b for b in range(4) if hidden[i] >> b & 1 or hidden[j] >> b & 1) for i, j in pairs]


@pytest.mark.parametrize("ask", [[], [[0, 0]], [[0, 4]], [[0, -1]], [[0, 1, 2]]])
def test_refused_questions(ask: object) -> None:
    with pytest.raises(Reject):
        SCORE.reply(PUBLIC, SECRET, {}, {"ask": ask})


def test_queries_of_all_rounds_are_bounded() -> None:
    past, _ = SCORE.reply(PUBLIC, SECRET, {}, {"ask": [[0, 1]] * 16})
    assert past == {"spent": 16}
    with pytest.raises(Reject, match="17 queries in all, at most 16 allowed"):
        SCORE.reply(PUBLIC, SECRET, past, {"ask": [[0, 1]]})
