"""scheduling/dispatch_rule: shops, units, refusals. The simulator has its twin in tests/evaluation/scorers/test_policies.py."""

from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation import tasks
from eft.evaluation.blocks.verdict import Reject

FAMILY = tasks.read_family("scheduling/dispatch_rule")
SCORE = tasks.load_module(FAMILY[0], "score")


def test_unit_is_the_atc_rule() -> None:
    public, secret = SCORE.instance({"load": 0.9}, 2)
    assert SCORE.score(public, secret, {"expr": SCORE.ATC}).value == 1.0
    same = SCORE.score(public, secret, {"expr": "0"}).value
    assert SCORE.score(public, secret, {"expr": "-age"}).value == same > 1.0
    assert SCORE.score(public, secret, {"expr": "0*(1e308*10)"}).value == same


def test_shops() -> None:
    public, secret = SCORE.instance({"load": 0.9, "failures": True}, 3)
    jobs, ops, down = public["jobs"][0], public["ops"][0], public["down"][0]
    assert (jobs.shape, ops.shape, down.shape) == ((500, 3), (500, 8, 2), (300, 3))
    there = ops[:, :, 0] >= 0
    assert there[:, :3].all()
    assert (np.diff(there.astype(int), axis=1) <= 0).all()
    for row in ops:
        machines = row[row[:, 0] >= 0, 0]
        assert len(set(machines.tolist())) == len(machines)
    work = np.where(there, ops[:, :, 1], 0).sum()
    assert work / 10 / jobs[-1, 0] == pytest.approx(0.9, abs=0.1)
    assert set(jobs[:, 1].tolist()) == {1, 2, 4}
    first = down[down[:, 0] == 0]
    assert (first[1:, 1] >= first[:-1, 1] + first[:-1, 2]).all()
    assert len(secret["shop"].arrive) == 2000


@pytest.mark.parametrize("expr", ["due", "p.real", "slack" + " + slack" * 24, "1e999*p", None])
def test_refusals(expr: object) -> None:
    public, secret = SCORE.instance({"load": 0.8}, 1)
    with pytest.raises(Reject, match="expr: "):
        SCORE.score(public, secret, {"expr": expr})
