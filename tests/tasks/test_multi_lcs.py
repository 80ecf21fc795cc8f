from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("strings/multi_lcs")[0], "score")
SMALL = {"alphabet": 3, "strings": np.array([[0, 1, 2, 1, 0], [1, 0, 1, 2, 2], [2, 0, 0, 1, 2]])}


def _subsequence(s: list[int], string: list[int]) -> bool:
    """Twin: by recursion over both ends."""
    if not s:
        return True
    return bool(string) and (_subsequence(s[1:], string[1:]) if s[0] == string[0] else _subsequence(s, string[1:]))


def test_length_by_hand() -> None:
    assert score.score(SMALL, {"reference": 1}, {"s": [0, 1, 2]}).value == 3.0
    assert score.score(SMALL, {"reference": 4}, {"s": [0, 1]}).value == 0.5
    assert "string 1" in score.score(SMALL, {"reference": 1}, {"s": [0, 1, 1]}).reason


def test_verdicts_agree_with_recursion() -> None:
    rng = random.Random(1)
    verdicts = set()
    for _ in range(300):
        s = [rng.randrange(3) for _ in range(rng.randint(0, 4))]
        wanted = all(_subsequence(s, string) for string in SMALL["strings"].tolist())
        assert score.score(SMALL, {"reference": 1}, {"s": s}).valid == wanted
        verdicts.add(wanted)
    assert verdicts == {True, False}


@pytest.mark.parametrize("s", [[3], [-1], [0.0], [True], [0] * 6, "012"])
def test_bad_strings_are_refused(s: object) -> None:
    with pytest.raises(Reject, match="s"):
        score.score(SMALL, {"reference": 1}, {"s": s})


def test_kinds_have_the_stated_size() -> None:
    for task in read_family("strings/multi_lcs"):
        public, _ = score.instance({**task.params, **task.args}, 1)
        assert public["strings"].shape == (task.args["k"], task.args["length"])
        assert sorted(set(public["strings"].ravel().tolist())) == list(range(task.args["alphabet"]))
