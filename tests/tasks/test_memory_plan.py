from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("systems/memory_plan")[0], "score")
objective = load_module(read_family("systems/memory_plan")[0], "objective")
TINY = {"start": np.array([0, 1, 2]), "end": np.array([2, 3, 4]), "size": np.array([3, 5, 3])}


@pytest.mark.parametrize(("offset", "peak"), [([0, 3, 0], 8), ([5, 0, 5], 8), ([0, 3, 8], 11), ([0, 7, 0], 12)])
def test_peak_by_hand(offset: list[int], peak: int) -> None:
    verdict = score.score(TINY, {"reference": 8}, {"offset": offset})
    assert verdict.value == peak / 8
    assert verdict.certificate == {"peak": peak}


def test_overlap_of_one_unit_is_refused() -> None:
    verdict = score.score(TINY, {"reference": 8}, {"offset": [0, 2, 7]})
    assert verdict.reason == "offset: tensors 0 and 1 share units while both are alive"


def twin(public: dict, offset: list[int]) -> int | None:
    start, end, size = (public[name].tolist() for name in ("start", "end", "size"))
    units: dict[int, set[int]] = {}
    for i, low in enumerate(offset):
        for step in range(start[i], end[i]):
            used = units.setdefault(step, set())
            block = set(range(low, low + size[i]))
            if used & block:
                return None
            used |= block
    return max(low + s for low, s in zip(offset, size, strict=True))


def test_score_agrees_with_a_slow_twin() -> None:
    rng, seen = random.Random(0), set()
    for seed in range(100):
        public, _ = score.instance({"model": "layered", "n": 8, "width": 2}, seed)
        offset = [rng.randint(0, 40) * 300 for _ in range(8)]
        verdict = score.score(public, {"reference": 1}, {"offset": offset})
        expected = twin(public, offset)
        assert verdict.value == expected
        seen.add(expected is None)
    assert seen == {True, False}


@pytest.mark.parametrize("offset", [[0, 3], [0, 3, -1], [0, 3, 10**12 + 1], [0.0, 3.0, 0.0], [2**70, 0, 0]])
def test_bad_offsets_are_refused(offset: list) -> None:
    with pytest.raises(Reject, match="offset"):
        score.score(TINY, {"reference": 8}, {"offset": offset})


@pytest.mark.parametrize("model", ["layered", "giant", "training"])
def test_lifetimes_are_not_empty(model: str) -> None:
    public, _ = score.instance({"model": model, "n": 60, "width": 4}, 1)
    assert (public["start"] < public["end"]).all()
    assert (public["size"] >= 1).all()
    pairs = combinations(range(60), 2)
    assert any(public["start"][i] < public["end"][j] and public["start"][j] < public["end"][i] for i, j in pairs)


def test_objective_agrees_with_the_score() -> None:
    rng = random.Random(2)
    for seed in range(20):
        public, _ = score.instance({"model": "layered", "n": 20, "width": 3}, seed)
        space = objective.Objective(public)
        z = rng.sample(range(20), 20)
        assert score.score(public, {"reference": 1}, space.answer(z)).value == space.value(z)
