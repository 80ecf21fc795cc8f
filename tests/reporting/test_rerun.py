"""Running a best program again, with the runner of the sandbox in this process."""

from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation.sandbox.fake import FakeSandbox
from eft.evaluation.tasks import find
from eft.reporting.rerun import Rerunner
from eft.types import Outcome, Status, UserError

TASK = find("points/heilbronn/n=9,region=square")
CHEAP = Outcome(Status.OK, score=0.1, profile="cheap/zygote")


def test_the_answer_of_the_best_run_comes_back():
    source = "import math\ndef solve(n, region, seed=0):\n    t = [2 * math.pi * (i + 0.1 * i * seed) / n for i in range(n)]\n"
    source += "    return {'p': [[0.5 + 0.5 * math.cos(a), 0.5 + 0.5 * math.sin(a)] for a in t]}\n"
    with Rerunner(open_=FakeSandbox) as rerun:
        answer = rerun(TASK, source, CHEAP)
    assert np.shape(answer["p"]) == (9, 2)
    assert answer["p"][1][0] == pytest.approx(0.5 + 0.5 * np.cos(2 * np.pi / 9))  # seed 0: the regular polygon


def test_whatever_goes_wrong_is_a_reason():
    def closed():
        raise UserError("sandbox zygote: this kernel has no Landlock")

    with Rerunner(open_=FakeSandbox) as rerun:
        assert "ended as error" in rerun(TASK, "def solve(n, region):\n    return 1 / 0\n", CHEAP)
        assert "ended as invalid" in rerun(TASK, "def solve(n, region):\n    return {}\n", CHEAP)
        assert "not made in a sandbox" in rerun(TASK, "", Outcome(Status.OK, score=1.0, profile="fake"))
    with Rerunner(open_=closed) as rerun:
        assert "no Landlock" in rerun(TASK, "", CHEAP)
