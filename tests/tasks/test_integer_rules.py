"""laws/integer_rules: rules by hand, exactness, refusals."""

from __future__ import annotations

import math
import random

import pytest

from eft.evaluation import tasks
from eft.evaluation.blocks import infix
from eft.evaluation.blocks.verdict import Reject

FAMILY = tasks.read_family("laws/integer_rules")
SCORE = tasks.load_module(FAMILY[0], "score")


def test_scores_by_hand() -> None:
    public = {}
    secret = {"hidden": [[1, 2], [3, 4], [5, 6], [7, 8]] * 125, "wanted": [3, 7, 11, 15] * 125}
    assert SCORE.score(public, secret, {"expr": "x0 + x1"}).value == 3.0
    assert SCORE.score(public, secret, {"expr": "2*x0 + 1"}).value == 5.0
    assert SCORE.score(public, secret, {"expr": "min(x0 + x1, 9)"}).value == 500.0 + 5


def test_rules_are_right_on_their_inputs() -> None:
    for task in FAMILY:
        public, secret = SCORE.instance(dict(task.args), 11)
        verdict = SCORE.score(public, secret, {"expr": secret["rule"]})
        assert verdict.value == len(infix.parse(secret["rule"], SCORE.NAMES, infix.WHOLE))
        assert verdict.certificate["wrong"] == 0


def test_values_like_pythons_own() -> None:
    rng = random.Random(3)
    scope = {"gcd": math.gcd, "lt": lambda a, b: int(a < b), "eq": lambda a, b: int(a == b), "max": max, "min": min, "abs": abs}
    for _ in range(60):
        rule = " + ".join(SCORE.draw_rule(SCORE.Stream(rng.randrange(10**6), "test"), rng.choice((0, 1, 2, 4, 5))) for _ in range(2))
        x0, x1 = rng.randrange(-(10**20), 10**20), rng.randrange(10**6)
        got = infix.evaluate_whole(infix.parse(rule, SCORE.NAMES, infix.WHOLE), (x0, x1))
        assert got == eval(rule, scope, {"x0": x0, "x1": x1})


@pytest.mark.parametrize("expr", ["x2", "x0 / 2", "x0 & 1", "x0 if x1 else 0", "2.5", "1e3", 7, "x[0]"])
def test_refusals(expr: object) -> None:
    public, secret = SCORE.instance({"rule": 2}, 1)
    with pytest.raises(Reject, match="expr: "):
        SCORE.score(public, secret, {"expr": expr})
