from __future__ import annotations

import random

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("strings/grammar")[0], "score")
SMALL = {"alphabet": 2, "s": np.array([0, 1] * 4)}


def verdict(rules: list):
    return score.score(SMALL, {}, {"rules": rules})


def test_sizes_by_hand() -> None:
    assert verdict([[0, 1], [2, 2], [3, 3]]).value == 6
    assert verdict([[0, 1] * 4]).value == 8
    assert verdict([[1, 0], [0, 2, 2, 2, 1]]).value == 7


def test_faults_are_named() -> None:
    assert "rules[2]: stands for 16 letters" in verdict([[0] * 4, [2, 2], [3, 3]]).reason
    assert "at letter 7" in verdict([[0, 1, 0, 1, 0, 1, 0, 0]]).reason
    assert "more than 16 symbols" in verdict([[0] * 8, [0] * 8, [0]]).reason


@pytest.mark.parametrize("rules", [[], [[]], [[2]], [[0, 1], [3]], [[-1]], [[0.0]], [[True]], [0], [[[0]]], [[0]] * 9])
def test_bad_rules_are_refused(rules: list) -> None:
    with pytest.raises(Reject, match="rules"):
        verdict(rules)


def _expand(rules: list[list[int]], j: int) -> list[int]:
    """Twin: plain recursion."""
    return [letter for symbol in rules[j] for letter in ([symbol] if symbol < 2 else _expand(rules, symbol - 2))]


def test_verdicts_agree_with_recursion() -> None:
    rng, verdicts = random.Random(3), set()
    for _ in range(300):
        rules = [[rng.choice([0, 1, *range(2, 2 + j)]) for _ in range(rng.randint(1, 3))] for j in range(3)]
        public = {"alphabet": 2, "s": np.array(_expand(rules, 2)[: rng.choice([20, 20, 3])])}
        long = max(len(_expand(rules, j)) for j in range(3)) > len(public["s"])
        wanted = not long and _expand(rules, 2) == public["s"].tolist() and len(public["s"]) >= 3
        if len(public["s"]) < 3 or sum(map(len, rules)) > 2 * len(public["s"]):
            continue
        assert score.score(public, {}, {"rules": rules}).valid == wanted
        verdicts.add(wanted)
    assert verdicts == {True, False}


def test_strings_have_the_stated_length() -> None:
    for task in read_family("strings/grammar"):
        public, _ = score.instance(task.params, None)
        assert len(public["s"]) == task.params["length"]
        assert 0 <= public["s"].min() <= public["s"].max() == public["alphabet"] - 1


def test_de_bruijn_cycle_holds_every_word_once() -> None:
    s = next(score.instance(task.params, None)[0]["s"] for task in read_family("strings/grammar") if task.params["string"] == "de_bruijn")
    doubled = s.tolist() + s.tolist()[:9]
    assert len({tuple(doubled[i : i + 10]) for i in range(1024)}) == 1024
