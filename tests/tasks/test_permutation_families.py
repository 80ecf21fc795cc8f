"""qap, linear_layout, weighted_tardiness, number_partition, independent_set: scores by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject, Verdict
from eft.evaluation.tasks import load_module, read_family


def judge(family: str, public: dict[str, Any], answer: dict[str, Any], reference: float = 1) -> Verdict:
    return load_module(read_family(family)[0], "score").score(public, {"reference": reference}, answer)


def test_quadratic_assignment() -> None:
    f = np.array([[0, 5, 1], [5, 0, 0], [1, 0, 0]])
    d = np.array([[0, 1, 2], [1, 0, 1], [2, 1, 0]])
    assert judge("assignment/qap", {"f": f, "d": d}, {"p": [0, 1, 2]}).value == 14  # 2·(5·1 + 1·2)
    assert judge("assignment/qap", {"f": f, "d": d}, {"p": [1, 0, 2]}).value == 12  # 2·(5·1 + 1·1)
    assert judge("assignment/qap", {"f": f, "d": d}, {"p": [2, 0, 1]}).value == 22  # 2·(5·2 + 1·1)


@pytest.mark.parametrize(("kind", "straight", "mixed"), [("bandwidth", 1, 3), ("minla", 3, 7), ("cutwidth", 1, 3)])
def test_layout_of_a_path(kind: str, straight: int, mixed: int) -> None:
    public = {"n": 4, "edges": np.array([[0, 1], [1, 2], [2, 3]]), "kind": kind}
    assert judge("graphs/linear_layout", public, {"pos": [0, 1, 2, 3]}).value == straight
    assert judge("graphs/linear_layout", public, {"pos": [1, 3, 0, 2]}).value == mixed


def test_weighted_tardiness() -> None:
    public = {"p": np.array([2, 3]), "w": np.array([1, 4]), "due": np.array([2, 3])}
    assert judge("scheduling/weighted_tardiness", public, {"order": [0, 1]}).value == 1 + 4 * 2
    assert judge("scheduling/weighted_tardiness", public, {"order": [1, 0]}).value == 1 + 3


def test_number_partition_counts_every_group() -> None:
    public = {"k": 2, "a": np.array([2**60, 2**60 - 1, 1])}
    assert judge("assignment/number_partition", public, {"g": [0, 1, 1]}).value == 0
    assert judge("assignment/number_partition", public, {"g": [0, 1, 0]}).value == pytest.approx(np.log2(3))
    assert judge("assignment/number_partition", public, {"g": [1, 1, 1]}).value == pytest.approx(61)


def test_independent_set_of_a_path() -> None:
    public = {"n": 4, "edges": np.array([[0, 1], [1, 2], [2, 3]])}
    assert judge("graphs/independent_set", public, {"v": [3, 0]}, 2).value == 1
    assert judge("graphs/independent_set", public, {"v": []}, 2).value == 0
    assert judge("graphs/independent_set", public, {"v": [1, 2]}, 2).reason == "v: vertices 1 and 2 are adjacent"
    assert judge("graphs/independent_set", public, {"v": [1, 1]}, 2).reason == "v: vertex 1 appears twice"
    for bad in ([4], [-1], [0.0], [[0]], [0] * 5, 3, None):
        with pytest.raises(Reject, match="v"):
            judge("graphs/independent_set", public, {"v": bad}, 2)


def test_word_graphs_have_the_known_codes() -> None:
    task = next(task for task in read_family("graphs/independent_set") if task.params["pool"] == "words8")
    public, _ = load_module(task, "score").instance({**task.params, **task.args}, 1)
    assert (public["n"], len(public["edges"])) == (256, 256 * (8 + 28 + 56) // 2)
