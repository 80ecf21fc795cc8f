from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("systems/broadcast_overlay")[0], "score")
objective = load_module(read_family("systems/broadcast_overlay")[0], "objective")
NET = {
    "price": np.array([[0, 10, 50], [10, 0, 20], [50, 20, 0]]),
    "bw": np.array([[0, 4000, 1000], [4000, 0, 2000], [1000, 2000, 0]]),
    "src": 0, "dst": [1, 2], "parts": 2, "size": 18, "hourly": 36,
}  # fmt: skip


def cost(parent: list[list[int]]) -> Fraction:
    verdict = score.score(NET, {"reference": 1}, {"parent": parent})
    assert verdict.valid, verdict.reason
    return Fraction(verdict.certificate["cost"])


def test_cost_by_hand() -> None:
    # both partitions (9 GB each) 0 -> 1 -> 2: 18 * 30; edge 1 -> 2 carries 18 GB at 2000 Mb/s: 72 s; three regions at 36 an hour
    assert cost([[-1, 0, 1]] * 2) == 540 + 3 * 36 * Fraction(72, 3600)
    # one of them direct: 9 * 30 + 9 * 60; 0 -> 2 needs 72 s, the others at most 36 s
    assert cost([[-1, 0, 1], [-1, 0, 0]]) == 810 + 3 * 36 * Fraction(72, 3600)


def twin(public: dict, parent: list[list[int]]) -> Fraction | None:
    """Walks every path on its own."""
    sent: dict[tuple[int, int], int] = {}
    regions = {public["src"]}
    for row in parent:
        for v, u in enumerate(row):
            if v in public["dst"] and u < 0:
                return None
            if u < 0:
                continue
            seen, at = set(), v
            while at != public["src"]:
                if at in seen or row[at] < 0:
                    return None
                seen.add(at)
                at = row[at]
            regions |= {u, v}
            sent[u, v] = sent.get((u, v), 0) + 1
        if row[public["src"]] >= 0:
            return None
    block = Fraction(public["size"], public["parts"])
    egress = sum(count * block * int(public["price"][edge]) for edge, count in sent.items())
    hours = max(count * block * 8000 / int(public["bw"][edge]) / 3600 for edge, count in sent.items())
    return egress + public["hourly"] * len(regions) * hours


def test_score_agrees_with_a_slow_twin() -> None:
    rng, seen = random.Random(0), set()
    for seed in range(120):
        public, _ = score.instance({"n": 5, "d": 2}, seed)
        space = objective.Objective(public)
        z = [rng.randint(0, 4) for _ in range(space.size)]
        parent = space.answer(z)["parent"]
        if seed % 2:
            parent[rng.randrange(8)] = [rng.randint(-1, 4) for _ in range(5)]
        expected = twin(public, parent)
        verdict = score.score(public, {"reference": 1}, {"parent": parent})
        assert verdict.value == (None if expected is None else float(expected))
        if seed % 2 == 0:
            assert verdict.value == pytest.approx(space.value(z), rel=1e-12)
        seen.add(expected is None)
    assert seen == {True, False}


@pytest.mark.parametrize(
    ("row", "reason"),
    [([-1, 2, 1], "lead to the source"), ([-1, 0, -1], "gets nothing"), ([1, 0, 0], "has a parent"), ([-1, 1, 0], "lead to the source")],
)
def test_bad_trees_are_refused(row: list[int], reason: str) -> None:
    assert reason in score.score(NET, {"reference": 1}, {"parent": [[-1, 0, 1], row]}).reason


@pytest.mark.parametrize("parent", [[[-1, 0, 1]], [[-1, 0, 3]] * 2, [[-2, 0, 1]] * 2, [[-1, 0, 0.0]] * 2])
def test_bad_tables_are_refused(parent: list) -> None:
    with pytest.raises(Reject, match="parent"):
        score.score(NET, {"reference": 1}, {"parent": parent})
