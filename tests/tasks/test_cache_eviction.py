"""systems/cache_eviction: Belady's rule against brute force, traces, refusals."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from eft.evaluation import tasks
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Reject

FAMILY = tasks.read_family("systems/cache_eviction")
SCORE = tasks.load_module(FAMILY[0], "score")


def most_hits(keys: list[int], cap: int) -> int:
    """Every choice of victims."""

    @cache
    def best(at: int, held: frozenset[int]) -> int:
        if at == len(keys):
            return 0
        if keys[at] in held:
            return 1 + best(at + 1, held)
        if len(held) < cap:
            return best(at + 1, held | {keys[at]})
        return max(best(at + 1, held - {gone} | {keys[at]}) for gone in held)

    return best(0, frozenset())


def test_belady_is_optimal() -> None:
    stream = Stream(1, "belady")
    for _ in range(60):
        keys = stream.randint(0, 5, 16)
        assert SCORE.belady(keys, 3) == most_hits(keys.tolist(), 3)


def test_scores_by_hand() -> None:
    keys = np.array([0, 1, 2, 0, 1, 2], dtype=np.int64)
    public = {"sizes": np.ones(3, dtype=np.int64), "capacity": 2}
    secret = {"keys": keys, "best": SCORE.belady(keys, 2)}
    assert secret["best"] == 2
    assert SCORE.score(public, secret, {"expr": "-age"}).value == 0.0
    assert SCORE.score(public, secret, {"expr": "age"}).value == 1.0


def test_no_rule_beats_hindsight_and_traces_are_as_asked() -> None:
    for task in FAMILY:
        args = {**task.args, "N": 3000}
        public, secret = SCORE.instance(args, 2)
        assert public["train"].shape == (2, 3000)
        values = [SCORE.score(public, secret, {"expr": rule}).value for rule in SCORE.RULES]
        assert max(values) <= 1.0
        assert (max(values) == 1.0) == ("sizes" in args) or "loop" in args
    scan, plain = (SCORE.draw_keys(Stream(4, "x"), {"N": 20000, "U": 2000, "s": 0.8, "scan": share}) for share in (0.3, 0))
    runs = [np.mean(np.diff(keys) == 1) for keys in (scan, plain)]
    assert runs[0] == pytest.approx(0.3, abs=0.06)
    assert runs[1] < 0.01


@pytest.mark.parametrize("expr", ["next", "age.real", "key", "if(age)", 3])
def test_refusals(expr: object) -> None:
    public, secret = SCORE.instance({"N": 500, "U": 100, "C": 20, "s": 0.8}, 1)
    with pytest.raises(Reject, match="expr: "):
        SCORE.score(public, secret, {"expr": expr})
