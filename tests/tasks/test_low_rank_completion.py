from __future__ import annotations

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("denoise/low_rank_completion")
score = load_module(TASKS[0], "score")


def test_only_unseen_cells_count() -> None:
    public = {"Y": np.array([[5.0, 0.0], [0.0, 7.0]]), "mask": np.array([[1, 0], [0, 1]])}
    secret = {"truth": np.array([[5.0, 1.0], [2.0, 7.0]]), "reference": 0.5}
    assert score.score(public, secret, {"X": [[99.0, 4.0], [6.0, -99.0]]}).value == pytest.approx(12.5**0.5 / 0.5)  # (9 + 16) / 2
    assert score.score(public, secret, {"X": [[0.0, 1.0], [2.0, 0.0]]}).value == 0.0


@pytest.mark.parametrize("x", [[[1.0, 2.0]], [[float("nan"), 0.0], [0.0, 0.0]], [[True, False], [False, True]]])
def test_bad_matrices_are_refused(x: list) -> None:
    public, secret = {"Y": np.zeros((2, 2)), "mask": np.array([[1, 0], [0, 1]])}, {"truth": np.zeros((2, 2)), "reference": 1.0}
    with pytest.raises(Reject, match="X"):
        score.score(public, secret, {"X": x})


def test_instances_are_as_stated() -> None:
    for task in TASKS:
        public, secret = score.instance({**task.params, **task.args}, 3)
        values = np.linalg.svd(secret["truth"], compute_uv=False)
        assert values[task.args["rank"]] < 1e-10 * values[0]
        assert secret["truth"].std() == pytest.approx(1.0)
        assert (public["Y"][public["mask"] == 0] == 0).all()
        assert public["mask"].mean() == pytest.approx(task.args.get("seen", 0.35), abs=0.03)
    assert secret["truth"][public["mask"] == 1].mean() > secret["truth"].mean() + 0.2  # the last kind: large values are seen more often
