from __future__ import annotations

import math

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("denoise/cells")
score = load_module(TASKS[0], "score")


def test_error_by_hand() -> None:
    """One cell, shares (1/4, 3/4) for (1/2, 1/2): only proportions count."""
    mean = np.array([[5.0, 5.0]])
    wanted = ((math.log(2501) - math.log(5001)) ** 2 + (math.log(7501) - math.log(5001)) ** 2) / 2
    public, secret = {"Y": np.array([[1, 2]])}, {"mean": mean, "held": np.array([[1, 1]]), "reference": 0.5}
    assert score.score(public, secret, {"X": [[1.0, 3.0]]}).value == pytest.approx(wanted / 0.5)
    assert score.score(public, secret, {"X": [[0.01, 0.01]]}).value == pytest.approx(0.0, abs=1e-12)
    assert score.held_loss(np.array([[3.0, 3.0]]), np.array([[1, 1]])) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize(("x", "reason"), [([[-1.0, 2.0]], "at least 0"), ([[0.0, 0.0]], "adds up to 0"), ([[1e308, 1e308]], "inf")])
def test_bad_rows_are_refused(x: list, reason: str) -> None:
    secret = {"mean": np.ones((1, 2)), "held": np.ones((1, 2), dtype=np.int64), "reference": 1.0}
    assert reason in score.score({"Y": np.ones((1, 2))}, secret, {"X": x}).reason


def test_other_shapes_are_refused() -> None:
    with pytest.raises(Reject, match="X"):
        score.score({"Y": np.ones((2, 3))}, {"reference": 1.0}, {"X": np.ones((3, 2))})


@pytest.mark.parametrize("task", [TASKS[0], TASKS[3], TASKS[5]], ids=lambda task: task.params["pool"])
def test_counts_follow_the_true_means(task) -> None:  # type: ignore[no-untyped-def]
    public, secret = score.instance({**task.params, **task.args}, 4)
    kept = 0.9 * (1.0 - task.args["dropout"])
    assert public["Y"].shape == (task.args["n"], task.args["g"])
    assert public["Y"].sum() == pytest.approx(kept * secret["mean"].sum(), rel=0.02)
    assert secret["held"].sum() == pytest.approx(kept / 9 * secret["mean"].sum(), rel=0.03)
    if not task.args["dropout"]:
        ratio = ((public["Y"] - 0.9 * secret["mean"]) ** 2).mean() / (0.9 * secret["mean"]).mean()
        assert 1.5 < ratio < 20.0  # more than Poisson
